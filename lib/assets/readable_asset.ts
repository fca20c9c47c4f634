import type { Asset } from "../run/descriptions.ts";

/** An asset whose bytes are at hand, so that nothing about it is unknown. */
export interface ReadableAsset extends Asset {
  /** The length in bytes. */
  readonly size: number;
  /** The SHA-256 as 64 lower-case hex digits. */
  readonly sha256: string;
  /** All bytes at once, as a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The bytes in pieces, from the start at every call. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A readable asset that is a file on disk. */
export interface FileAsset extends ReadableAsset {
  /** The path: a relative reference, or a `file:` URL where it is absolute. */
  readonly uri: string;
}
