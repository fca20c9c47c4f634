import type { Sink, Source } from "../../mod.ts";
import { neededVariable, refuseUser } from "./credentials.ts";
import { CommandError } from "./exit_code.ts";
import { folderText, nameOfPlace } from "./place_name.ts";
import { variable } from "./secrets.ts";

/** The files of a bucket below a folder of it.
 *
 * @throws {CommandError} where the address names no bucket, or there is no key
 */
export async function bucketSource(address: string, folder: string): Promise<Source> {
  const { bucket } = bucketPlace(address);
  const { gcsSource, s3Source } = await import("../s3.ts");
  const at = { bucket, prefix: folder };
  return isGoogle(address)
    ? gcsSource({ ...at, ...gcsAccount() })
    : s3Source({ ...at, ...s3Account(address) });
}

/** What puts files into the folder of a bucket that an address names.
 *
 * @throws {CommandError} as {@link bucketSource}
 */
export async function bucketSink(address: string): Promise<Sink> {
  const { bucket, key } = bucketPlace(address);
  const { gcsSink, s3Sink } = await import("../s3.ts");
  const at = { bucket, prefix: key };
  return isGoogle(address)
    ? gcsSink({ ...at, ...gcsAccount() })
    : s3Sink({ ...at, ...s3Account(address) });
}

function isGoogle(address: string): boolean {
  return /^gs:/i.test(address);
}

/** The bucket and the folder in it that an address such as `s3://bucket/runs` names.
 *
 * @throws {CommandError} where it names no bucket, or holds a key
 */
export function bucketPlace(address: string): { bucket: string; key: string } {
  const place = nameOfPlace(address);
  const instead = isGoogle(address)
    ? "GOOGLE_OAUTH_ACCESS_TOKEN"
    : "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  refuseUser(address, place, instead);
  const [, bucket = "", key = ""] = /^[^:]+:\/\/([^/]*)\/?(.*)$/s.exec(folderText(address)) ?? [];
  if (bucket === "") throw new CommandError(`Cannot open ${place}: it names no bucket`);
  return { bucket, key };
}

/** Who asks S3, and where that is, by the variables that its own tools read.
 *
 * @throws {CommandError} where there is no key
 */
function s3Account(address: string): {
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

/** Who asks Google, by the variables that its tools and emulators read; without a token, anyone. */
function gcsAccount(): { readonly token?: string; readonly endpoint?: string } {
  const token = variable("GOOGLE_OAUTH_ACCESS_TOKEN");
  const host = variable("STORAGE_EMULATOR_HOST");
  return {
    ...(token !== undefined && { token }),
    ...(host !== undefined && { endpoint: /^https?:/.test(host) ? host : `http://${host}` }),
  };
}
