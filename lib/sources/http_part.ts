import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { ByteRange } from "./guard_source.ts";

/** What an answer holds of a file. */
export interface HttpPart {
  readonly body: ReadableStream<Uint8Array> | null;
  /** Where in the file its body begins. */
  readonly start: number;
  /** Where its body has to end; absent where the answer does not tell. */
  readonly end?: number;
  /** What tells this state of the file from every other; absent where nothing does so surely. */
  readonly state?: string;
  /** The strong validator, which a request for the rest can name. */
  readonly etag?: string;
}

/** The statuses that say what there is of a file. */
export const PART_STATUSES: readonly number[] = [200, 206, 404, 410, 416];

/** Reads which part of a file an answer holds; `undefined` where there is no such file.
 *
 * @param asked what was asked for; all of it is asked for without a range
 * @throws {SinkError} `SINK_CONTENT` where it is not what was asked for
 * @see RFC 9110, sections 14 and 15.3.7
 */
export function readPart(
  path: string,
  { status, headers, body }: Response,
  asked: ByteRange,
): HttpPart | undefined {
  const refuse = (reason: string): never => {
    drop(body);
    const message = `Cannot get ${nameOf(path)}: the server answered with ${reason}`;
    throw new SinkError("SINK_CONTENT", message, { path, status });
  };
  const range = headers.get("content-range");
  if (status === 404 || status === 410) {
    drop(body);
    return undefined;
  }
  if (status === 416) {
    const size = Number(/^bytes \*\/(\d+)$/.exec(range ?? "")?.[1] ?? 0);
    if (size > asked.start) refuse("416 to a range that the file has");
    drop(body);
    return { body: null, start: asked.start };
  }
  const isPlain = ["", "identity"].includes(headers.get("content-encoding") ?? "");
  const type = headers.get("content-type");
  const etag = strongTag(headers.get("etag"));
  if (status === 200) {
    // Of a body that was packed on the way neither length nor ranges are those of the file.
    if (!isPlain) return { body, start: 0 };
    const end = lengthOf(headers.get("content-length"));
    return { body, start: 0, end, etag, state: stateOf(etag, headers, end) };
  }
  if (!isPlain) refuse("a part of a packed file");
  if (type?.startsWith("multipart/")) refuse("several parts where one was asked for");
  // A page sees the header only where the server lets it.
  if (range === null) return { body, start: asked.start };
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (start !== asked.start || !(end > start) || !Number.isSafeInteger(end)) {
    refuse(`the range ${nameOf(range)}`);
  }
  const size = total === "*" ? undefined : Number(total);
  const wanted = Math.min(asked.end, size ?? end);
  return { body, start, end: wanted, etag, state: stateOf(etag, headers, size) };
}

/** Lets a body go that nobody reads. */
export function drop(body: ReadableStream<Uint8Array> | null): void {
  body?.cancel().catch(() => {/* The connection has gone already. */});
}

/** A weak tag says that two states mean the same, not that they are the same bytes. */
function strongTag(etag: string | null): string | undefined {
  return etag !== null && /^"[^"]*"$/.test(etag) ? etag : undefined;
}

function stateOf(etag: string | undefined, headers: Headers, size: number | undefined) {
  const changed = headers.get("last-modified");
  if (etag !== undefined) return etag;
  return changed === null || size === undefined ? undefined : `${changed}, ${size} bytes`;
}

function lengthOf(text: string | null): number | undefined {
  const length = /^\d+$/.test(text ?? "") ? Number(text) : NaN;
  return Number.isSafeInteger(length) ? length : undefined;
}
