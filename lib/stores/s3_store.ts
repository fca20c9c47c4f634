import { fromBase64, toBase64 } from "../base/base64.ts";
import { fromHex, toHex, utf8 } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { xmlEscape } from "../base/xml_escape.ts";
import { sha256 } from "../core/sha256.ts";
import type { HttpAnswer } from "../http/client.ts";
import type { HeldObject, ObjectParts, ObjectStore } from "./object_store.ts";
import { partDigest } from "./part_digest.ts";
import { partLength } from "./part_length.ts";
import { s3Error } from "./s3_error.ts";
import type { S3Place } from "./s3_place.ts";
import { xmlTexts } from "./xml_text.ts";

/** The SHA-256 of no bytes. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The ways in which a store says that a condition does not hold: the object is another one, or is
 * gone. */
const isWritten = (status: number) => status >= 200 && status < 300;
const isWrittenOrNot = (status: number) => isWritten(status) || status === 412;

/** The objects of an S3 store. */
export function s3Store(place: S3Place): ObjectStore {
  return {
    partBytes: partLength,

    async head(path, signal) {
      const accepts = (status: number) => status === 200 || status === 404;
      const errand = { doing: "look up", payload: NOTHING, accepts, signal };
      const answer = await place.ask({ action: "head", path }, errand);
      return answer.status === 404 ? undefined : heldOf(path, answer);
    },

    async put({ path, size, mediaType, sha256 }, body, replaces, signal) {
      const facts = { path, size, mediaType, sha256, replaces };
      const answer = await orGone(
        replaces,
        place.ask({ action: "put", ...facts }, {
          doing: "put",
          payload: sha256,
          body,
          accepts: isWrittenOrNot,
          check: (answer) => answer.status === 412 ? undefined : etagError(path, answer),
          signal,
        }),
      );
      return isWritten(answer.status);
    },

    async remove(path) {
      const accepts = (status: number) => isWritten(status) || status === 404;
      await place.ask({ action: "delete", path }, { doing: "delete", payload: NOTHING, accepts });
    },

    async open({ path, size, mediaType, sha256 }, replaces, signal) {
      const answer = await place.ask({ action: "create", path, size, mediaType, sha256 }, {
        doing: "put",
        payload: NOTHING,
        check: (answer) =>
          xmlTexts(answer.text(), "UploadId").length === 1
            ? undefined
            : answerError(path, "it names no upload", answer),
        signal,
      });
      return s3Parts(place, path, xmlTexts(answer.text(), "UploadId")[0], replaces);
    },
  };
}

function s3Parts(
  place: S3Place,
  path: string,
  uploadId: string,
  replaces: string | undefined,
): ObjectParts {
  const parts: string[] = [];
  return {
    sideBySide: true,

    async part(number, body, signal) {
      const digest = await partDigest(body);
      const sha256 = toHex(digest);
      const answer = await place.ask({ action: "part", path, uploadId, number, sha256 }, {
        doing: "put",
        payload: sha256,
        body,
        check: (answer) => etagError(path, answer),
        signal,
      });
      parts[number - 1] = `<Part><ChecksumSHA256>${toBase64(digest)}</ChecksumSHA256>` +
        `<ETag>${xmlEscape(answer.headers.get("etag")!)}</ETag>` +
        `<PartNumber>${number}</PartNumber></Part>`;
    },

    async complete(signal) {
      const body = `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">` +
        `${parts.join("")}</CompleteMultipartUpload>`;
      const payload = toHex(sha256(utf8(body)));
      const answer = await orGone(
        uploadId,
        place.ask({ action: "complete", path, uploadId, replaces }, {
          doing: "put",
          payload,
          body,
          accepts: isWrittenOrNot,
          check: (answer) => answer.status === 412 ? undefined : completeError(path, answer),
          signal,
        }),
      );
      return isWritten(answer.status);
    },

    async abort() {
      const accepts = (status: number) => isWritten(status) || status === 404;
      const errand = { doing: "give up", payload: NOTHING, accepts };
      await place.ask({ action: "abort", path, uploadId }, errand);
    },
  };
}

/** What was to be replaced, or the upload itself, may be gone: also where an earlier try completed it
 * and its answer was lost. */
async function orGone(
  expected: string | undefined,
  work: Promise<HttpAnswer>,
): Promise<{ readonly status: number }> {
  try {
    return await work;
  } catch (error) {
    const reason = String((error as SinkError).details?.reason);
    if (expected !== undefined && /^NoSuch(Key|Upload)$/.test(reason)) return { status: 412 };
    throw error;
  }
}

function heldOf(path: string, answer: HttpAnswer): HeldObject {
  const { headers } = answer;
  const error = etagError(path, answer);
  if (error !== undefined) throw error;
  const size = Number(headers.get("content-length") ?? NaN);
  // The store's own digest counts more than what a writer claimed; `-<n>` is one of digests of parts.
  const own = fromBase64(headers.get("x-amz-checksum-sha256") ?? "-");
  const claimed = fromHex(headers.get("x-amz-meta-sha256") ?? "-");
  const digest = own?.length === 32 ? own : claimed?.length === 32 ? claimed : undefined;
  const sha256 = digest === undefined ? undefined : toHex(digest);
  return { size, sha256, version: headers.get("etag")! };
}

/** A proxy's page is no object's answer. */
function etagError(path: string, answer: HttpAnswer): SinkError | undefined {
  if (/^(W\/)?"[^"]*"$|^[!-~]+$/.test(answer.headers.get("etag") ?? "")) return undefined;
  return answerError(path, "it has no ETag, so it is not one of S3", answer);
}

/** A completion that fails late says so under a status of success.
 *
 * @see Amazon S3 API Reference, CompleteMultipartUpload
 */
function completeError(path: string, answer: HttpAnswer): SinkError | undefined {
  const body = answer.text();
  if (body.includes("<CompleteMultipartUploadResult")) return undefined;
  if (body.includes("<Error>")) return s3Error({ path, status: answer.status, body }, "put");
  return answerError(path, "it names no object", answer);
}

function answerError(path: string, reason: string, answer: HttpAnswer): SinkError {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot put ${nameOf(path)}: the answer cannot be used: ${reason}`,
    { path, status: answer.status },
  );
}
