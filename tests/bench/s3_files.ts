import { createHash } from "node:crypto";
import type { SinkFile } from "stemma";

const CHUNK = 1024 * 1024;

/** One and the same memory for every chunk: what is measured is not the garbage of whoever makes the
 * content. */
const chunk = new Uint8Array(CHUNK).map((_, i) => i * 31 >> 3);

/** The content of a large file at one MiB of it, until the next one is asked for. */
export function chunkAt(i: number): Uint8Array<ArrayBuffer> {
  new DataView(chunk.buffer).setUint32(0, i);
  return chunk;
}

/** A generated file of so many MiB, which is read as a stream. */
export function largeFile(path: string, megabytes: number): SinkFile {
  const hash = createHash("sha256");
  for (let i = 0; i < megabytes; i++) hash.update(chunkAt(i));
  return {
    path,
    size: megabytes * CHUNK,
    mediaType: "application/octet-stream",
    sha256: hash.digest("hex"),
    bytes: () => {
      throw new Error("Cannot hold it in memory");
    },
    stream: () => {
      let i = 0;
      return new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          if (i === megabytes) controller.close();
          else controller.enqueue(chunkAt(i++));
        },
      }, { highWaterMark: 0 });
    },
  };
}

/** Files of 10 KB, all different. */
export function smallFiles(folder: string, count: number): SinkFile[] {
  return Array.from({ length: count }, (_, i) => {
    const bytes = chunk.slice(0, 10_000);
    new DataView(bytes.buffer).setUint32(0, i);
    const start = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
      controller.enqueue(bytes);
      controller.close();
    };
    return {
      path: `${folder}/${i}`,
      size: bytes.length,
      mediaType: "application/octet-stream",
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes: () => bytes.slice(),
      stream: () => new ReadableStream({ start }),
    };
  });
}
