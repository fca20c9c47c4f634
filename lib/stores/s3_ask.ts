import { toBase64 } from "../base/base64.ts";
import { fromHex } from "../base/bytes.ts";
import type { ObjectFacts } from "./object_store.ts";

/** What is asked of an S3 store, as plain JSON: nothing in it is secret. */
export type S3Ask =
  | (ObjectFacts & { readonly action: "put"; readonly replaces?: string })
  | (ObjectFacts & { readonly action: "create" })
  | {
    readonly action: "part";
    readonly path: string;
    readonly uploadId: string;
    readonly number: number;
    /** The part's own SHA-256 as 64 lower-case hex digits. */
    readonly sha256: string;
  }
  | {
    readonly action: "complete";
    readonly path: string;
    readonly uploadId: string;
    readonly replaces?: string;
  }
  | { readonly action: "abort"; readonly path: string; readonly uploadId: string }
  | { readonly action: "head" | "delete"; readonly path: string };

/** The request that an ask becomes. */
export interface S3Request {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** What an ask is on the wire.
 *
 * The SHA-256 of the file goes with the object as metadata: the store's own checksum of an object in
 * parts is one of the parts' checksums.
 *
 * @see Amazon S3 API Reference, PutObject, CreateMultipartUpload, UploadPart,
 * CompleteMultipartUpload, AbortMultipartUpload, HeadObject, DeleteObject
 */
export function s3Request(ask: S3Ask): S3Request {
  switch (ask.action) {
    case "put":
      return {
        method: "PUT",
        query: {},
        headers: { ...described(ask), ...checked(ask.sha256), ...condition(ask.replaces) },
      };
    case "create":
      return {
        method: "POST",
        query: { uploads: "" },
        headers: { ...described(ask), "x-amz-checksum-algorithm": "SHA256" },
      };
    case "part":
      return {
        method: "PUT",
        query: { partNumber: String(ask.number), uploadId: ask.uploadId },
        headers: checked(ask.sha256),
      };
    case "complete":
      return {
        method: "POST",
        query: { uploadId: ask.uploadId },
        headers: { "content-type": "application/xml", ...condition(ask.replaces) },
      };
    case "abort":
      return { method: "DELETE", query: { uploadId: ask.uploadId }, headers: {} };
    case "delete":
      return { method: "DELETE", query: {}, headers: {} };
    case "head":
      return { method: "HEAD", query: {}, headers: { "x-amz-checksum-mode": "ENABLED" } };
  }
}

function described({ mediaType, sha256 }: ObjectFacts): Record<string, string> {
  // What a header cannot hold says nothing.
  const isType = /^[\x21-\x7e]+\/[\x20-\x7e]*[\x21-\x7e]$/.test(mediaType);
  const type = isType ? mediaType : "application/octet-stream";
  return { "content-type": type, "x-amz-meta-sha256": sha256 };
}

function checked(sha256: string): Record<string, string> {
  return { "x-amz-checksum-sha256": toBase64(fromHex(sha256)!) };
}

function condition(replaces: string | undefined): Record<string, string> {
  return replaces === undefined ? { "if-none-match": "*" } : { "if-match": replaces };
}
