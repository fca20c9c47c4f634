import { StemmaError } from "../base/errors.ts";

/** The error for a file of a run that is not as it has to be. */
export function unreadable(
  path: string,
  reason: string,
  errno?: string,
  cause?: unknown,
): StemmaError {
  const message = `Cannot read "${path}": ${reason}`;
  return new StemmaError("ASSET_UNREADABLE", message, { path, errno }, { cause });
}
