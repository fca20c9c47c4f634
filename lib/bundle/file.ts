/** A file on its way into a sink. */
export interface SinkFile {
  /** Relative, `/`-separated: `<experiment>/<runId>/<file>`. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** The SHA-256 of the bytes as 64 lower-case hex digits. */
  readonly sha256: string;
  /** All bytes at once. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The bytes in pieces, from the start at every call. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A place that files can be put. */
export interface Sink {
  /** Stores one file, whole or not at all; replaces what had the path before.
   *
   * @throws {SinkError} where the file could not be stored
   */
  put(file: SinkFile, options?: { signal?: AbortSignal }): Promise<void>;
  /** Whether the sink holds these very bytes under this path. */
  has?(path: string, sha256: string): Promise<boolean>;
  /** Says that no further file comes. */
  close?(): Promise<void>;
}
