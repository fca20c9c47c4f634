import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import type { Sink, SinkFile } from "../bundle/file.ts";

/** A place near by for copies of what is to be sent, which outlives the process: a sink and a source
 * of one folder. */
export type Spool = Pick<Sink, "put" | "has"> & Pick<Source, "get">;

/** Makes sure that the spool holds a file; gives the file with its bytes from there. */
export async function keepCopy(spool: Spool, file: SinkFile): Promise<SinkFile> {
  if (!await spool.has?.(file.path, file.sha256)) await spool.put(file);
  return Object.freeze({ ...file, stream: () => streamCopy(spool, file.path) });
}

function streamCopy(spool: Spool, path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>();
  const copy = async () => {
    const stream = await spool.get(path);
    if (stream !== undefined) return await stream.pipeTo(writable);
    const message = `Cannot get ${nameOf(path)}: the spool no longer holds it`;
    throw new SinkError("SINK_IO", message, { path });
  };
  // Whoever reads is told; where nobody reads any more, nobody needs to be.
  copy().catch((error) => writable.abort(error).catch(() => {/* It is closed already. */}));
  return readable;
}
