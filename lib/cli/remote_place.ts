import { httpSource, type Source } from "../../mod.ts";
import { neededVariable, refuseUser } from "./credentials.ts";
import { CommandError } from "./exit_code.ts";
import { variable } from "./secrets.ts";

/** A place beyond this disk that an argument names. */
export interface RemotePlace {
  /** The files there. */
  readonly source: Source;
  /** The one file that is meant; absent where a folder is. */
  readonly file?: string;
}

/** What is no folder: an archive or a document, which is read as a whole. */
const DOCUMENT = /\.(?:zip|json|provn|jsonld)$/i;

/** Whether an argument names a place beyond this disk. */
export function isRemote(path: string): boolean {
  return /^(?:https?|s3|gs):\/\//i.test(path);
}

/** Whether a place beyond this disk is meant as a folder. */
export function isRemoteFolder(path: string): boolean {
  return !DOCUMENT.test(folderText(path));
}

/** How messages call a place: without user and query, which may hold a secret. */
export function nameOfPlace(address: string): string {
  return address.replace(/[?#].*$/s, "").replace(/^([^/]*\/\/)[^/]*@/, "$1").replace(/\/+$/, "");
}

/** Opens a place beyond this disk; nothing is asked of it yet.
 *
 * @throws {CommandError} where the address is none, or what it needs is not in the environment
 */
export async function openRemote(address: string): Promise<RemotePlace> {
  const folder = isRemoteFolder(address);
  try {
    return /^http/i.test(address) ? openHttp(address, folder) : await openBucket(address, folder);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CommandError(`Cannot open ${nameOfPlace(address)}: ${error.message}`, {
      cause: error,
    });
  }
}

function openHttp(address: string, isFolder: boolean): RemotePlace {
  refuseUser(address, nameOfPlace(address), "STEMMA_HTTP_AUTHORIZATION");
  const url = new URL(address);
  url.pathname = folderText(url.pathname);
  const authorization = variable("STEMMA_HTTP_AUTHORIZATION");
  const headers = authorization === undefined ? {} : { headers: { authorization } };
  if (isFolder) return { source: httpSource(url, headers) };
  const at = url.pathname.lastIndexOf("/") + 1;
  const file = decodeURIComponent(url.pathname.slice(at));
  url.pathname = url.pathname.slice(0, at);
  return { source: httpSource(url, headers), file };
}

async function openBucket(address: string, isFolder: boolean): Promise<RemotePlace> {
  const { bucket, key } = bucketPlace(address);
  const at = isFolder ? key.length : key.lastIndexOf("/") + 1;
  const prefix = key.slice(0, at).replace(/\/$/, "");
  const { s3Source } = await import("../s3.ts");
  const source = s3Source({ bucket, ...(prefix !== "" && { prefix }), ...s3Account(address) });
  return isFolder ? { source } : { source, file: key.slice(at) };
}

/** The bucket and the folder in it that an address such as `s3://bucket/runs` names.
 *
 * @throws {CommandError} where it names no bucket, or holds a key
 */
export function bucketPlace(address: string): { bucket: string; key: string } {
  const place = nameOfPlace(address);
  refuseUser(address, place, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  const [, bucket = "", key = ""] = /^[^:]+:\/\/([^/]*)\/?(.*)$/s.exec(folderText(address)) ?? [];
  if (bucket === "") throw new CommandError(`Cannot open ${place}: it names no bucket`);
  return { bucket, key };
}

/** Who asks S3, and where that is, by the variables that its own tools read.
 *
 * @throws {CommandError} where there is no key
 */
export function s3Account(address: string): {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly region?: string;
  readonly endpoint?: string;
} {
  const place = nameOfPlace(address);
  const hint = "; what everyone may read has an https:// address as well";
  const accessKeyId = neededVariable("AWS_ACCESS_KEY_ID", place, hint);
  const secretAccessKey = neededVariable("AWS_SECRET_ACCESS_KEY", place, hint);
  const sessionToken = variable("AWS_SESSION_TOKEN");
  const region = variable("AWS_REGION", "AWS_DEFAULT_REGION");
  const endpoint = variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

/** The folder of a run that its log or manifest was named for; without a `/` at its end. */
function folderText(path: string): string {
  return path.replace(/[?#].*$/s, "").replace(/\/+(?:(?:run\.log|manifest\.json)\/*)?$/, "");
}
