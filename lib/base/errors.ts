/** Every code that an error of this library can carry. Codes are public and never reused. */
export type StemmaErrorCode =
  | "RUN_ENDED"
  | "RUN_UNIT"
  | "RUN_CONTEXT"
  | "RUN_FORKED"
  | "RUN_OLDER"
  | "PARAM_DUPLICATE"
  | "PROV_SYNTAX"
  | "PROV_SHAPE"
  | "PROV_NAME"
  | "PROV_CONFLICT"
  | "CORE_UNAVAILABLE"
  | "CORE_ABI"
  | "CORE_TRAP"
  | "CORE_MEMORY"
  | "HOST_UNAVAILABLE"
  | "SINK_PATH"
  | "SINK_HTTP"
  | "SINK_NETWORK"
  | "SINK_IO"
  | "SINK_LOCKED"
  | "SINK_ABORTED"
  | "SINK_TIMEOUT"
  | "SINK_CLOSED"
  | "SINK_GONE"
  | "SINK_CONTENT"
  | "SINK_ANSWER"
  | "SINK_NAME"
  | "SINK_CONFLICT"
  | "LOG_FORMAT"
  | "LOG_DAMAGED"
  | "LOG_EVENT"
  | "ASSET_UNREADABLE"
  | "ASSET_CHANGED"
  | "SEAL_ALGORITHM"
  | "SEAL_ANCHOR"
  | "SEAL_FORMAT"
  | "SEAL_KEY"
  | "SEAL_RECORD"
  | "GRAPH_LAYOUT"
  | "GRAPH_TOO_LARGE"
  | "GRAPH_TIMEOUT"
  | "GRAPH_ABORTED"
  | "GRAPH_WORKER";

const brand: unique symbol = Symbol.for("stemma.error") as never;

/** What an error tells besides its message: plain, read-only data. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** The root of everything that this library throws on purpose beyond `TypeError`, `RangeError`. */
export class StemmaError extends Error {
  /** Always `StemmaError`, also where a bundler has renamed the class. */
  override readonly name: string = "StemmaError";
  /** A stable, machine-readable reason. */
  readonly code: StemmaErrorCode;
  /** The values behind the message. */
  readonly details: ErrorDetails;

  /** Makes an error from its code, its message and the values behind it. */
  constructor(
    code: StemmaErrorCode,
    message: string,
    details: ErrorDetails = {},
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.details = Object.freeze({ ...details });
    Object.defineProperty(this, brand, { value: true });
  }
}

/** A call that the state of the run does not allow, such as logging to an ended run. */
export class RunStateError extends StemmaError {
  /** Always `RunStateError`, also where a bundler has renamed the class. */
  override readonly name: string = "RunStateError";
}

/** A parameter logged a second time with another value. */
export class DuplicateParamError extends StemmaError {
  /** Always `DuplicateParamError`, also where a bundler has renamed the class. */
  override readonly name: string = "DuplicateParamError";
}

/** A PROV document or name that cannot be read or built. */
export class ProvError extends StemmaError {
  /** Always `ProvError`, also where a bundler has renamed the class. */
  override readonly name: string = "ProvError";
}

/** The kernel could not be loaded, does not fit, or stopped. */
export class CoreError extends StemmaError {
  /** Always `CoreError`, also where a bundler has renamed the class. */
  override readonly name: string = "CoreError";
}

/** A drawing that could not be made. */
export class GraphError extends StemmaError {
  /** Always `GraphError`, also where a bundler has renamed the class. */
  override readonly name: string = "GraphError";
}

/** A file that could not be described, or changed after it was. */
export class AssetError extends StemmaError {
  /** Always `AssetError`, also where a bundler has renamed the class. */
  override readonly name: string = "AssetError";
}

/** A file that a sink could not take, or a source not give. */
export class SinkError extends StemmaError {
  /** Always `SinkError`, also where a bundler has renamed the class. */
  override readonly name: string = "SinkError";
  /** The path of the file, as given to the sink or source. */
  readonly path: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  /** Makes an error from its code, its message, the file's path and whether a retry makes sense. */
  constructor(
    code: StemmaErrorCode,
    message: string,
    at: { path: string; retryable?: boolean; [detail: string]: unknown },
    options?: { cause?: unknown },
  ) {
    super(code, message, at, options);
    this.path = at.path;
    this.retryable = at.retryable ?? false;
  }
}

/** A log that cannot be read. */
export class LogError extends StemmaError {
  /** Always `LogError`, also where a bundler has renamed the class. */
  override readonly name: string = "LogError";
  /** Where: a byte offset in a log file, or the number of an event in a list of events. */
  readonly offset: number;

  /** Makes an error from its code, its message and the place. */
  constructor(
    code: StemmaErrorCode,
    message: string,
    at: { offset: number; [detail: string]: unknown },
    options?: { cause?: unknown },
  ) {
    super(code, message, at, options);
    this.offset = at.offset;
  }
}

/** A seal that cannot be read or made, or a key that cannot be used. */
export class SealError extends StemmaError {
  /** Always `SealError`, also where a bundler has renamed the class. */
  override readonly name: string = "SealError";
}

/** Tells whether a value is an error of this library, also one made by another copy of it.
 *
 * @example
 * ```ts
 * import { isStemmaError } from "stemma";
 * import assert from "node:assert/strict";
 * assert.equal(isStemmaError(new Error("other")), false);
 * ```
 */
export function isStemmaError(value: unknown): value is StemmaError {
  return typeof value === "object" && value !== null &&
    (value as Record<symbol, unknown>)[brand] === true;
}
