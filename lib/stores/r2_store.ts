import { toHex } from "../base/bytes.ts";
import { objectKey } from "./object_key.ts";
import type { HeldObject, ObjectFacts, ObjectStore } from "./object_store.ts";
import { partLength } from "./part_length.ts";

/** What R2 says of an object. */
export interface R2ObjectLike {
  /** The object's key. */
  readonly key: string;
  /** The length in bytes. */
  readonly size: number;
  /** Another one with every writing, without quotes. */
  readonly etag: string;
  /** The digests that R2 knows. */
  readonly checksums?: { readonly sha256?: ArrayBuffer };
  /** What its writer left. */
  readonly customMetadata?: Readonly<Record<string, string>>;
}

/** What an upload in parts gives for each of them. */
export interface R2PartLike {
  /** Which part, from 1. */
  readonly partNumber: number;
  /** The part's tag. */
  readonly etag: string;
}

/** An upload in parts. */
export interface R2UploadLike {
  /** Sends a part. */
  uploadPart(number: number, value: Uint8Array<ArrayBuffer>): Promise<R2PartLike>;
  /** Makes the parts an object. */
  complete(parts: R2PartLike[]): Promise<unknown>;
  /** Gives them up. */
  abort(): Promise<void>;
}

/** What is used of the binding of a bucket of Cloudflare R2: an `R2Bucket` is one. */
export interface R2BucketLike {
  /** What there is under a key. */
  head(key: string): Promise<R2ObjectLike | null>;
  /** An object with its bytes. */
  get(
    key: string,
    options?: { range?: { offset: number; length?: number } },
  ): Promise<(R2ObjectLike & { body?: ReadableStream<Uint8Array> }) | null>;
  /** Writes an object; `null` where a condition does not hold. */
  put(
    key: string,
    value: Uint8Array<ArrayBuffer>,
    options?: {
      onlyIf?: Headers;
      sha256?: string;
      httpMetadata?: { contentType?: string };
      customMetadata?: Record<string, string>;
    },
  ): Promise<unknown>;
  /** Takes an object away. */
  delete(key: string): Promise<void>;
  /** Lists objects. */
  list(options?: { prefix?: string; cursor?: string }): Promise<{
    objects: R2ObjectLike[];
    truncated: boolean;
    cursor?: string;
  }>;
  /** Begins an upload in parts. */
  createMultipartUpload(
    key: string,
    options?: {
      httpMetadata?: { contentType?: string };
      customMetadata?: Record<string, string>;
    },
  ): Promise<R2UploadLike>;
}

/** The objects of a bucket of R2, asked by its binding inside a Worker.
 *
 * An upload in parts takes no condition, so what is there is looked at before it begins and once more
 * before it is completed.
 *
 * @see Cloudflare R2, "Workers API reference"
 */
export function r2Store(bucket: R2BucketLike, prefix: string): ObjectStore {
  async function head(path: string): Promise<HeldObject | undefined> {
    const object = await bucket.head(objectKey(prefix, path));
    if (object === null) return undefined;
    const { size, etag, checksums, customMetadata } = object;
    const own = checksums?.sha256;
    const claimed = customMetadata?.sha256;
    const sha256 = own !== undefined ? toHex(new Uint8Array(own)) : claimed;
    return { size, sha256, version: etag };
  }

  return {
    partBytes: partLength,
    head,

    async put(file, bytes, replaces) {
      const onlyIf = new Headers(
        replaces === undefined ? { "if-none-match": "*" } : { "if-match": `"${replaces}"` },
      );
      const options = { ...described(file), onlyIf, sha256: file.sha256 };
      return await bucket.put(objectKey(prefix, file.path), bytes, options) !== null;
    },

    remove: (path) => bucket.delete(objectKey(prefix, path)),

    async open(file, replaces) {
      const key = objectKey(prefix, file.path);
      const upload = await bucket.createMultipartUpload(key, described(file));
      const parts: R2PartLike[] = [];
      return {
        sideBySide: true,
        async part(number, bytes) {
          parts[number - 1] = await upload.uploadPart(number, bytes);
        },
        async complete() {
          if ((await head(file.path))?.version !== replaces) return false;
          await upload.complete(parts);
          return true;
        },
        abort: () => upload.abort(),
      };
    },
  };
}

function described({ mediaType, sha256 }: ObjectFacts) {
  return { httpMetadata: { contentType: mediaType }, customMetadata: { sha256 } };
}
