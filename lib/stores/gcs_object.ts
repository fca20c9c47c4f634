import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { HttpAnswer } from "../http/client.ts";

/** What the store tells of an object. */
export interface GcsObject {
  readonly size: number;
  readonly generation: string;
  /** Base64 of the CRC-32C, most significant byte first. */
  readonly crc32c: string | undefined;
  readonly sha256: string | undefined;
}

/** Reads an object's description.
 *
 * @throws {SinkError} `SINK_ANSWER` where the answer is none
 * @see Cloud Storage JSON API, "Objects: resource representations"
 */
export function readGcsObject(path: string, answer: HttpAnswer): GcsObject {
  const object = answer.json() as {
    size?: unknown;
    generation?: unknown;
    crc32c?: unknown;
    metadata?: { sha256?: unknown };
  } | null;
  const size = Number(object?.size ?? NaN);
  const generation = String(object?.generation ?? "");
  if (!Number.isSafeInteger(size) || size < 0 || !/^\d{1,20}$/.test(generation)) {
    throw new SinkError(
      "SINK_ANSWER",
      `Cannot put ${nameOf(path)}: the answer describes no object`,
      { path, status: answer.status },
    );
  }
  const { crc32c, metadata } = object!;
  const sha256 = metadata?.sha256;
  return {
    size,
    generation,
    crc32c: typeof crc32c === "string" ? crc32c : undefined,
    sha256: typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
  };
}
