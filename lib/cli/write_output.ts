import { createWriteStream } from "node:fs";
import process from "node:process";
import type { Writable } from "node:stream";
import { systemError } from "./read_input.ts";

type Pieces = string | Iterable<string> | AsyncIterable<Uint8Array>;

/** Writes a text, which ends in a line break then, or pieces one after the other, to a file, or to
 * stdout for `-`.
 *
 * @throws {CommandError} where it cannot be written
 */
export async function writeOutput(path: string, content: Pieces): Promise<void> {
  const pieces = typeof content === "string" ? [content, lineBreakAfter(content)] : content;
  if (path === "-") {
    for await (const piece of pieces) await put(process.stdout, "stdout", piece);
    return;
  }
  const stream = createWriteStream(path);
  // Each write is told of its error; without a listener it would end the process besides.
  stream.on("error", () => {});
  try {
    for await (const piece of pieces) await put(stream, path, piece);
    await finish(stream, path);
  } finally {
    stream.destroy();
  }
}

function lineBreakAfter(text: string): string {
  return text === "" || text.endsWith("\n") ? "" : "\n";
}

/** Waits until the piece is written, so that memory stays flat. */
function put(stream: Writable, name: string, piece: string | Uint8Array): Promise<void> {
  return told(name, (resolve, reject) => {
    stream.write(piece, (error) => error ? reject(error) : resolve());
  });
}

function finish(stream: Writable, name: string): Promise<void> {
  return told(name, (resolve, reject) => {
    stream.on("error", reject);
    stream.end(resolve);
  });
}

/** A promise whose error says what could not be written, also where it is thrown at once. */
async function told(
  name: string,
  start: (resolve: () => void, reject: (error: unknown) => void) => void,
): Promise<void> {
  try {
    await new Promise<void>(start);
  } catch (error) {
    throw systemError("write", name, error);
  }
}

/** Ends the process quietly when the reader of its output has gone, as with `| head`. */
export function endWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: Error & { code?: string }) => {
      // Whoever writes is told of every other error.
      if (error.code === "EPIPE") process.exit();
    });
  }
}
