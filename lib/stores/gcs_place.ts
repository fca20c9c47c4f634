import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { createHttpClient, type HttpAnswer, type HttpRequest } from "../http/client.ts";
import type { GcsBucket } from "./gcs_options.ts";

/** What to do about a refusal, by its status. */
const REMEDIES: Readonly<Record<number, string>> = {
  401: "the token is missing, wrong or expired",
  403: "the token may not do this in this bucket",
  404: "there is no such bucket; make it first, or name another one",
  413: "the file is larger than the store takes",
};

/** A bucket as those who ask it see it. */
export interface GcsPlace {
  /** The address of objects, or of uploads. */
  address(kind: "storage" | "upload/storage", rest: string): URL;
  /** Asks, and again where that may help.
   *
   * @throws {SinkError} as `HttpClient.request()`, with what to do about it */
  ask(request: HttpRequest): Promise<HttpAnswer>;
}

/** Makes a place of a bucket. */
export function createGcsPlace(caller: string, bucket: GcsBucket): GcsPlace {
  const client = createHttpClient(caller, bucket.http);
  return {
    address: (kind, rest) => new URL(`${bucket.endpoint}/${kind}/v1/b/${bucket.bucket}/o${rest}`),
    async ask(request) {
      try {
        return await client.request(request);
      } catch (error) {
        throw explainGcs(error, request.doing);
      }
    },
  };
}

/** An error as the store explains it, with what to do. */
function explainGcs(error: unknown, doing: string): unknown {
  if (!(error instanceof SinkError) || error.code !== "SINK_HTTP") return error;
  const { path, details } = error;
  const remedy = REMEDIES[Number(details.status)];
  if (remedy === undefined) return error;
  return new SinkError(
    "SINK_HTTP",
    `Cannot ${doing} ${nameOf(path)}: the store answered ${details.status}: ${remedy}`,
    { ...details, path },
  );
}
