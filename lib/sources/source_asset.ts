import type { Source } from "../base/source.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import type { Asset } from "../run/descriptions.ts";
import type { FileRecord } from "../run/events.ts";
import { unreadable } from "./unreadable.ts";

/** The copy of an artifact, which is fetched when its stream is read.
 *
 * @param path where it lies in the source
 */
export function sourceAsset(
  source: Source,
  path: string,
  record: FileRecord,
  signal?: AbortSignal,
): Asset {
  const { name, mediaType, size, sha256 } = record;
  return Object.freeze({
    name,
    mediaType,
    size,
    sha256,
    bytes() {
      throw unreadable(path, "a source gives no bytes at once; read its stream");
    },
    stream: () => streamLater(source, path, signal),
  });
}

function streamLater(source: Source, path: string, signal?: AbortSignal) {
  let pieces: AsyncGenerator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (pieces === undefined) {
        const stream = await source.get(path, { signal });
        if (stream === undefined) throw unreadable(path, "there is no such file");
        pieces = streamPieces(stream);
      }
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await pieces?.return(undefined);
    },
  }, { highWaterMark: 0 });
}
