/** A place that files can be read from: the way back from a sink.
 *
 * Paths are those that the files were put under: relative, `/`-separated.
 */
export interface Source {
  /** Opens one file, or a part of it; `undefined` where there is no file of this path.
   *
   * What of a range lies behind the end of the file is not there: the stream is shorter, or empty.
   *
   * @throws {SinkError} where the file cannot be read, from the stream too; `retryable` tells
   * whether the same call may succeed later
   */
  get(path: string, options?: SourceOptions): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Lists every file whose path begins so, in no order; left out where the place cannot tell.
   *
   * @throws {SinkError} where the place cannot be listed
   */
  list?(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<SourceEntry>;
}

/** How a file is opened. */
export interface SourceOptions {
  /** The part that is wanted, in bytes; without a length, up to the end.
   * @default all of it */
  readonly range?: SourceRange;
  /** Ends the opening, and the stream. */
  readonly signal?: AbortSignal;
}

/** A part of a file, in bytes. */
export interface SourceRange {
  /** Where it begins, from 0. */
  readonly offset: number;
  /** How many bytes, at most; absent for all up to the end. */
  readonly length?: number;
}

/** A file that a source lists. */
export interface SourceEntry {
  /** Relative, `/`-separated. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
}
