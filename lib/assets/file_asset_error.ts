import { AssetError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";

/** The reasons that an operating system gives, in words. */
const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "there is no such file"],
  ["ENOTDIR", "a part of its path is no directory"],
  ["EACCES", "permission is denied"],
  ["EPERM", "permission is denied"],
  ["NotCapable", "permission is denied"],
  ["ELOOP", "its links lead round in a circle"],
  ["ENAMETOOLONG", "its name is too long"],
  ["EMFILE", "too many files are open"],
]);

/** Makes the error for a file that cannot be read, from what the runtime threw or from a reason. */
export function _unreadable(path: string, why: unknown): AssetError {
  if (why instanceof AssetError) return why;
  const { code, name, message } = (typeof why === "object" && why !== null ? why : {}) as {
    code?: unknown;
    name?: unknown;
    message?: unknown;
  };
  const reason = typeof why === "string"
    ? why
    : REASONS.get(code) ?? REASONS.get(name) ?? String(message ?? nameOf(why));
  return new AssetError(
    "ASSET_UNREADABLE",
    `Cannot read file "${path}": ${reason}`,
    { path },
    typeof why === "string" ? undefined : { cause: why },
  );
}

/** Makes the error for a file that is no longer what it was. */
export function _changed(path: string, what: string): AssetError {
  return new AssetError(
    "ASSET_CHANGED",
    `Cannot trust file "${path}": ${what}, the file must stay as it is`,
    { path },
  );
}
