import type { Asset } from "../run/descriptions.ts";

/** An asset whose bytes are at hand, so that nothing about it is unknown. */
export interface ReadableAsset extends Asset {
  readonly size: number;
  readonly sha256: string;
  /** All bytes at once, as a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The bytes in pieces, from the start at every call. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}
