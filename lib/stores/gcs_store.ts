import { concat, utf8 } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { HttpAnswer, HttpRequest } from "../http/client.ts";
import { crc32cOver, crc32cText } from "./crc32c_text.ts";
import { readGcsObject } from "./gcs_object.ts";
import type { GcsBucket } from "./gcs_options.ts";
import { createGcsPlace, type GcsPlace } from "./gcs_place.ts";
import { objectKey } from "./object_key.ts";
import type { ObjectFacts, ObjectParts, ObjectStore } from "./object_store.ts";
import { partLength } from "./part_length.ts";

const isSuccess = (status: number) => status >= 200 && status < 300;
const isWrittenOrNot = (status: number) => isSuccess(status) || status === 412;

/** The objects of a bucket of Google Cloud Storage, over its JSON API.
 *
 * @see Cloud Storage JSON API, Objects; "Request preconditions"
 */
export function gcsStore(caller: string, bucket: GcsBucket): ObjectStore {
  const place = createGcsPlace(caller, bucket);
  const objectUrl = (path: string) =>
    place.address("storage", `/${encodeURIComponent(objectKey(bucket.prefix, path))}`);

  function uploadUrl(type: string, path: string, replaces: string | undefined): URL {
    const url = place.address("upload/storage", "");
    url.searchParams.set("uploadType", type);
    url.searchParams.set("name", objectKey(bucket.prefix, path));
    // Generation 0 is that of no object.
    url.searchParams.set("ifGenerationMatch", replaces ?? "0");
    return url;
  }

  async function remove(path: string, generation?: string): Promise<void> {
    const url = objectUrl(path);
    if (generation !== undefined) url.searchParams.set("ifGenerationMatch", generation);
    const accepts = (status: number) => isWrittenOrNot(status) || status === 404;
    await place.ask({ path, doing: "delete", method: "DELETE", url, accepts });
  }

  return {
    partBytes: partLength,
    remove: (path) => remove(path),

    async head(path, signal) {
      const url = objectUrl(path);
      url.searchParams.set("fields", "size,generation,crc32c,metadata");
      const accepts = (status: number) => status === 200 || status === 404;
      const common = { path, doing: "look up", method: "GET" };
      const answer = await place.ask({ ...common, url, accepts, signal });
      if (answer.status === 404) return undefined;
      const { size, sha256, generation } = readGcsObject(path, answer);
      return { size, sha256, version: generation };
    },

    async put(file, bytes, replaces, signal) {
      const { path, sha256 } = file;
      const crc32c = crc32cText(crc32cOver(-1, bytes));
      // No content holds its own digest.
      const boundary = `stemma-${sha256}`;
      const facts = JSON.stringify({ ...described(file), crc32c });
      const body = concat([
        utf8(`--${boundary}\r\ncontent-type: application/json\r\n\r\n${facts}\r\n`),
        utf8(`--${boundary}\r\ncontent-type: ${typeOf(file)}\r\n\r\n`),
        bytes,
        utf8(`\r\n--${boundary}--`),
      ]);
      const answer = await place.ask({
        path,
        doing: "put",
        method: "POST",
        url: uploadUrl("multipart", path, replaces),
        headers: { "content-type": `multipart/related; boundary=${boundary}` },
        body,
        accepts: isWrittenOrNot,
        signal,
      });
      if (answer.status === 412) return false;
      readGcsObject(path, answer);
      return true;
    },

    async open(file, replaces, signal) {
      const { path } = file;
      const url = uploadUrl("resumable", path, replaces);
      const answer = await place.ask({
        path,
        doing: "put",
        method: "POST",
        url,
        headers: {
          "content-type": "application/json",
          "x-upload-content-type": typeOf(file),
          "x-upload-content-length": String(file.size),
        },
        body: JSON.stringify(described(file)),
        accepts: isWrittenOrNot,
        signal,
      });
      if (answer.status === 412) return refusedParts;
      const session = URL.parse(answer.headers.get("location") ?? "");
      // The token goes to the store alone.
      if (session?.origin !== url.origin) throw answerError(path, "it opens no upload");
      return gcsParts(place, file, session, (generation) => remove(path, generation));
    },
  };
}

/** Parts of an object whose condition does not hold from the first. */
const refusedParts: ObjectParts = {
  sideBySide: false,
  part: () => Promise.resolve(),
  complete: () => Promise.resolve(false),
  abort: () => Promise.resolve(),
};

/** One upload that can be taken up again, a part after the other.
 *
 * @see Cloud Storage, "Resumable uploads"
 */
function gcsParts(
  place: GcsPlace,
  { path, size }: ObjectFacts,
  session: URL,
  remove: (generation: string) => Promise<void>,
): ObjectParts {
  const length = partLength(size);
  let crc = -1;
  let last: HttpAnswer | undefined;

  /** A redirect's status is one that browsers hide: the store is asked for another one. */
  const common = { path, doing: "put", method: "PUT", url: session };
  const accepts = (status: number) => isWrittenOrNot(status) || status === 308;
  const isHalfDone = ({ status, headers }: HttpAnswer) =>
    status === 308 || headers.get("x-http-status-code-override") === "308";

  function send(range: string, more: Partial<HttpRequest>): Promise<HttpAnswer> {
    const headers = { "content-range": `bytes ${range}`, "x-guploader-no-308": "yes" };
    return place.ask({ ...common, headers, accepts, ...more });
  }

  return {
    sideBySide: false,

    async part(number, body, signal) {
      const start = (number - 1) * length;
      const end = start + body.length;
      crc = crc32cOver(crc, body);
      /** The answer to a try that was acted on though its answer was lost. */
      const held = async () => {
        const answer = await send(`*/${size}`, { signal });
        const stored = Number(/-(\d+)$/.exec(answer.headers.get("range") ?? "")?.[1] ?? -1) + 1;
        return !isHalfDone(answer) || stored >= end ? answer : undefined;
      };
      last = await send(`${start}-${end - 1}/${size}`, { body, signal, held });
      if (end < size && !isHalfDone(last)) throw answerError(path, "it ends an upload half-way");
    },

    async complete() {
      if (last === undefined || last.status === 412) return false;
      if (isHalfDone(last)) throw answerError(path, "the upload is not complete");
      const object = readGcsObject(path, last);
      if (object.size === size && object.crc32c === crc32cText(crc)) return true;
      await remove(object.generation);
      throw answerError(path, "other bytes than those that were sent arrived", true);
    },

    async abort() {
      // 499 says that it was given up.
      const any = (status: number) => status < 500;
      await place.ask({ ...common, doing: "give up", method: "DELETE", accepts: any });
    },
  };
}

function described(file: ObjectFacts) {
  return { contentType: typeOf(file), metadata: { sha256: file.sha256 } };
}

function typeOf({ mediaType }: ObjectFacts): string {
  // What a header cannot hold says nothing.
  const isType = /^[\x21-\x7e]+\/[\x20-\x7e]*[\x21-\x7e]$/.test(mediaType);
  return isType ? mediaType : "application/octet-stream";
}

function answerError(path: string, reason: string, retryable = false): SinkError {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot put ${nameOf(path)}: the answer cannot be used: ${reason}`,
    { path, retryable },
  );
}
