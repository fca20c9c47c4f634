/** A file on its way into a sink.
 *
 * `size` and `sha256` are a promise: a sink compares them with what it reads, and refuses a file
 * that has changed since.
 */
export interface SinkFile {
  /** Relative, `/`-separated: `<experiment>/<runId>/<file>` unless another folder was asked for;
   * segments of at most 255 bytes of UTF-8, 4,096 together, that every disk takes. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  /** The media type, such as `text/csv`. */
  readonly mediaType: string;
  /** The SHA-256 of the bytes as 64 lower-case hex digits. */
  readonly sha256: string;
  /** All bytes at once. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The bytes in pieces of any length, from the start at every call: a sink that tries again reads
   * again. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** A place that files can be put.
 *
 * Puts may run at the same time; those of one path take effect in the order of the calls.
 */
export interface Sink {
  /** How many files it takes side by side, where more would gain nothing: `saveRun` puts so many at
   * the same time unless it is told another number, and never more. @default 8 */
  readonly concurrency?: number;
  /** Stores one file, whole or not at all; replaces what had the path before, where the place can.
   *
   * @throws {SinkError} where the file could not be stored; `retryable` tells whether the same call
   * may succeed later
   */
  put(file: SinkFile, options?: { signal?: AbortSignal }): Promise<void>;
  /** Whether the sink holds these very bytes under this path. */
  has?(path: string, sha256: string): Promise<boolean>;
  /** The size and SHA-256 of the run's log under this path, where it holds these very events though
   * maybe in other frames: a journal wrote it. Then it is not written again. */
  holdsLog?(
    path: string,
    log: { readonly events: number; readonly root: string },
  ): Promise<{ readonly size: number; readonly sha256: string } | undefined>;
  /** Takes the file of this path away; where there is none, nothing happens. Left out where the
   * place cannot.
   *
   * @throws {SinkError} where it is there still
   */
  delete?(path: string): Promise<void>;
  /** Says that no further file comes. */
  close?(): Promise<void>;
}
