/** What is said of a file that becomes an object. */
export interface ObjectFacts {
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** The SHA-256 as 64 lower-case hex digits. */
  readonly sha256: string;
}

/** What a store tells of an object without giving its bytes. */
export interface HeldObject {
  /** The length in bytes. */
  readonly size: number;
  /** The SHA-256 as 64 lower-case hex digits; absent where whoever wrote it did not say. */
  readonly sha256: string | undefined;
  /** What is another with every writing: an ETag, a generation. */
  readonly version: string;
}

/** A place that keeps objects under keys, in the least that a sink asks of it.
 *
 * Every writing has a condition: the object that is replaced has the version `replaces`, or there is
 * none. A writing whose condition does not hold changes nothing and gives `false`.
 */
export interface ObjectStore {
  /** The length of the parts that a file of so many bytes is sent in; one that is no longer than
   * that is sent whole. */
  partBytes(size: number): number;
  /** What lies under a path; `undefined` where nothing does. */
  head(path: string, signal?: AbortSignal): Promise<HeldObject | undefined>;
  /** Writes a whole object. */
  put(
    file: ObjectFacts,
    bytes: Uint8Array<ArrayBuffer>,
    replaces: string | undefined,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** Takes an object away; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Begins an object that is sent in parts. */
  open(
    file: ObjectFacts,
    replaces: string | undefined,
    signal?: AbortSignal,
  ): Promise<ObjectParts>;
}

/** An object on its way: nobody sees it before it is complete. */
export interface ObjectParts {
  /** Whether parts may go side by side, in any order; else one waits for the other. */
  readonly sideBySide: boolean;
  /** Sends a part; they are counted from 1. */
  part(number: number, bytes: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<void>;
  /** Makes the parts that were sent an object, unless its condition does not hold. */
  complete(signal?: AbortSignal): Promise<boolean>;
  /** Gives up what was sent. */
  abort(): Promise<void>;
}
