import { createHash } from "node:crypto";
import type { SinkFile } from "../../lib/bundle/file.ts";

/** How a test file's stream behaves. */
export interface FileShape {
  /** The length of the stream's chunks in bytes. */
  chunk?: number;
  /** Gives every chunk in one and the same buffer, overwritten each time. */
  reuse?: boolean;
  /** Called before each chunk with the number of bytes given so far. */
  before?(count: number): void | Promise<void>;
  mediaType?: string;
  /** What the description claims, where that is not the truth. */
  size?: number;
  sha256?: string;
}

/** The SHA-256 of bytes as hex digits, by the host. */
export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A frozen file over bytes. */
export function fileOf(
  path: string,
  content: string | Uint8Array<ArrayBuffer>,
  shape: FileShape = {},
): SinkFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { chunk = 64 * 1024, mediaType = "application/octet-stream" } = shape;
  return Object.freeze({
    path,
    size: shape.size ?? bytes.length,
    mediaType,
    sha256: shape.sha256 ?? digestOf(bytes),
    bytes: () => bytes.slice(),
    stream: () => {
      const buffer = new Uint8Array(chunk);
      let at = 0;
      return new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          await shape.before?.(at);
          if (at >= bytes.length) return controller.close();
          const part = bytes.subarray(at, at + chunk);
          at += part.length;
          if (!shape.reuse) return controller.enqueue(part.slice());
          buffer.fill(0xee);
          buffer.set(part);
          controller.enqueue(buffer.subarray(0, part.length));
        },
      }, { highWaterMark: 0 });
    },
  });
}

/** Bytes that do not compress and are the same every time (xorshift32). */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  let x = seed;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer, 0, length);
}
