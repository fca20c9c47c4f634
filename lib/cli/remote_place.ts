import { httpSource, type Source } from "../../mod.ts";
import { bucketPlace, bucketSource } from "./buckets.ts";
import { refuseUser } from "./credentials.ts";
import { CommandError } from "./exit_code.ts";
import { folderText, nameOfPlace } from "./place_name.ts";
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
  const { key } = bucketPlace(address);
  const at = isFolder ? key.length : key.lastIndexOf("/") + 1;
  const source = await bucketSource(address, key.slice(0, at).replace(/\/$/, ""));
  return isFolder ? { source } : { source, file: key.slice(at) };
}
