import { concat } from "../base/bytes.ts";
import type { Source } from "../base/source.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { unreadable } from "./unreadable.ts";

/** A larger file is not read into memory. */
const MOST_BYTES = 2 ** 28;

/** All bytes of a small file, such as a manifest; `undefined` where there is none.
 *
 * @throws {StemmaError} `ASSET_UNREADABLE` where it is too large
 */
export async function readWhole(
  source: Source,
  path: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const stream = await source.get(path, { signal });
  if (stream === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of streamPieces(stream)) {
    size += piece.length;
    if (size > MOST_BYTES) throw unreadable(path, `it has more than ${MOST_BYTES} bytes`);
    pieces.push(piece);
  }
  return concat(pieces);
}
