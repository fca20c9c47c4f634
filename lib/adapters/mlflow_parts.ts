import { concat } from "../base/bytes.ts";
import { createTaskPool } from "../base/task_pool.ts";
import { SinkError } from "../../mod.ts";
import { addressOf, type HttpClient, type VerifiedFile } from "../destination.ts";
import { _member } from "./mlflow_answers.ts";
import type { _ProxiedPlace } from "./mlflow_proxied_place.ts";

/** How many bytes a part has, unless the file needs more than so many parts: stores take no less
 * than 5 MiB. */
export const _PART_BYTES: number = 2 ** 23;
const MAX_PARTS = 10_000;

/** So many parts are under way at a time. */
const CONCURRENCY = 4;

interface Part {
  readonly number: number;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts a file in parts into the store behind a proxy, whose own signed addresses they go to. When
 * one fails, none stays. Cost: memory for a few parts.
 *
 * @see MLflow, `CreateMultipartUpload`, `CompleteMultipartUpload`, `AbortMultipartUpload`
 */
export async function _putInParts(
  http: HttpClient,
  place: _ProxiedPlace,
  file: VerifiedFile,
  signal?: AbortSignal,
): Promise<void> {
  const partBytes = Math.max(_PART_BYTES, Math.ceil(file.size / MAX_PARTS));
  const slash = file.path.lastIndexOf("/");
  const folder = slash < 0 ? place.folder : `${place.folder}/${file.path.slice(0, slash)}`;
  const name = file.path.slice(slash + 1);
  const ask = async (step: string, fields: object, signal?: AbortSignal) => {
    const answer = await http.request({
      path: file.path,
      doing: `${step} the upload of`,
      method: "POST",
      url: addressOf(place.api, `mpu/${step}/${folder}`),
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ path: name, ...fields }),
      signal,
    });
    return _member(answer.json());
  };
  const created = await ask("create", { num_parts: Math.ceil(file.size / partBytes) }, signal);
  const upload = { upload_id: String(created.upload_id) };
  try {
    const parts = await sendParts(http, file, partsOf(created, file.path), partBytes, signal);
    await ask("complete", { ...upload, parts }, signal);
  } catch (error) {
    // What went wrong before is what is told.
    await ask("abort", upload).catch(() => {});
    throw error;
  }
}

async function sendParts(
  http: HttpClient,
  file: VerifiedFile,
  parts: readonly Part[],
  partBytes: number,
  signal?: AbortSignal,
): Promise<{ part_number: number; etag: string; url: string }[]> {
  const pool = createTaskPool(CONCURRENCY, Infinity);
  const sent: { part_number: number; etag: string; url: string }[] = [];
  let failure: { error: unknown } | undefined;
  const put = async ({ number, url, headers }: Part, body: Uint8Array<ArrayBuffer>) => {
    const { path } = file;
    const request = { path, doing: `put part ${number} of`, method: "PUT", url, headers, body };
    try {
      const answer = await http.request({ ...request, signal });
      const etag = answer.headers.get("etag") ?? "";
      sent.push({ part_number: number, etag, url: url.href });
    } catch (error) {
      failure ??= { error };
    }
  };
  let next = 0;
  try {
    for await (const body of inParts(file.pieces(signal), partBytes)) {
      await pool.room();
      if (failure !== undefined) break;
      const part = parts[next++];
      if (part === undefined) throw unusable(file.path, "it has too few addresses");
      pool.start(body.length, () => put(part, body));
    }
  } finally {
    await pool.idle();
  }
  if (failure !== undefined) throw failure.error;
  return sent.sort((a, b) => a.part_number - b.part_number);
}

/** The same bytes in pieces of one length, but for the last. */
async function* inParts(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    held.push(piece);
    size += piece.length;
    while (size >= length) {
      const all = concat(held);
      yield all.slice(0, length);
      held = [all.slice(length)];
      size -= length;
    }
  }
  if (size > 0) yield concat(held);
}

function partsOf({ credentials }: Readonly<Record<string, unknown>>, path: string): Part[] {
  if (!Array.isArray(credentials)) throw unusable(path, "it names no addresses");
  return credentials.map((credential) => {
    const { url, part_number, headers } = _member(credential);
    const address = URL.parse(String(url));
    if (address === null) throw unusable(path, "an address in it is none");
    const pairs = Object.entries(_member(headers)).map(([name, value]) => [name, String(value)]);
    return { number: Number(part_number), url: address, headers: Object.fromEntries(pairs) };
  });
}

function unusable(path: string, reason: string): SinkError {
  const message = `Cannot put "${path}": MLflow's answer cannot be used: ${reason}`;
  return new SinkError("SINK_ANSWER", message, { path });
}

/** Asks, once, whether the store behind a server takes files in parts; older servers do not say. */
export function _askForParts(base: URL, http: HttpClient): () => Promise<boolean> {
  const url = new URL(base);
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/api/3.0/mlflow/server-info`;
  const ask = async () => {
    try {
      const answer = await http.request({ path: "server-info", doing: "read", method: "GET", url });
      return _member(answer.json()).multipart_uploads_enabled === true;
    } catch {
      return false; // Then the file goes as a whole.
    }
  };
  let asked: Promise<boolean> | undefined;
  return () => asked ??= ask();
}
