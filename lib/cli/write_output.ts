import { createWriteStream } from "node:fs";
import process from "node:process";
import type { Writable } from "node:stream";
import { systemError } from "./read_input.ts";

type Pieces = string | Iterable<string> | AsyncIterable<Uint8Array>;

/** Writes a text, or pieces one after the other, to a file, or to stdout for `-`.
 *
 * @throws {CommandError} where it cannot be written
 */
export async function writeOutput(path: string, content: Pieces): Promise<void> {
  const pieces = typeof content === "string" ? [content] : content;
  if (path === "-") {
    for await (const piece of pieces) await put(process.stdout, piece);
    return;
  }
  let failure: unknown;
  const stream = createWriteStream(path);
  stream.on("error", (error) => failure ??= error);
  try {
    for await (const piece of pieces) await put(stream, piece);
    await new Promise<void>((resolve, reject) => {
      stream.on("error", reject);
      if (failure !== undefined) reject(failure);
      stream.end(resolve);
    });
  } catch (error) {
    stream.destroy();
    throw failure === undefined ? error : systemError("write", path, failure);
  }
}

/** Waits until the reader has taken the piece, so that memory stays flat. */
function put(stream: Writable, piece: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error) => error ? reject(error) : resolve());
  });
}

/** Ends the process quietly when the reader of its output has gone, as with `| head`. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: Error & { code?: string }) => {
      if (error.code === "EPIPE") process.exit();
      throw error;
    });
  }
}
