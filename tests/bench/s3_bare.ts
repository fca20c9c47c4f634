import { AwsClient } from "aws4fetch";
import type { SinkFile } from "stemma";
import type { VersitygwServer } from "../servers/versitygw.ts";
import { chunkAt } from "./s3_files.ts";

const MEGA = 1024 * 1024;

/** What anyone would write with aws4fetch: no condition, no retry, no check of what is read.
 *
 * @param signed whether the body's SHA-256 is signed, so that the store checks it as it does for the
 * sink; else the store takes whatever arrives
 */
export function bareClient(server: VersitygwServer, lanes: number, signed: boolean) {
  const client = new AwsClient({ ...server.keys, service: "s3", region: "us-east-1", retries: 0 });

  async function send(method: string, path: string, body?: Uint8Array<ArrayBuffer> | string) {
    const headers: Record<string, string> = {};
    if (signed && body instanceof Uint8Array) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
      headers["x-amz-content-sha256"] = Array.from(digest, hex).join("");
    }
    const answer = await client.fetch(`${server.url}/runs/${path}`, { method, body, headers });
    const text = await answer.text();
    if (!answer.ok || text.includes("<Error>")) throw new Error(`${answer.status}: ${text}`);
    return { text, etag: answer.headers.get("etag") };
  }

  const inLanes = (work: () => Promise<void>) => Promise.all(Array.from({ length: lanes }, work));

  return {
    /** Small files, one request each. */
    async putAll(files: readonly SinkFile[]): Promise<void> {
      let next = 0;
      await inLanes(async () => {
        while (next < files.length) {
          const file = files[next++];
          await send("PUT", file.path, file.bytes());
        }
      });
    },

    /** A large file, in parts of 8 MiB. */
    async putLarge(path: string, megabytes: number): Promise<void> {
      const begun = await send("POST", `${path}?uploads`);
      const id = /<UploadId>(.*?)</.exec(begun.text)![1];
      const parts: string[] = [];
      let next = 0;
      await inLanes(async () => {
        while (next < megabytes) {
          const number = next / 8 + 1;
          const body = new Uint8Array(Math.min(8, megabytes - next) * MEGA);
          for (let at = 0; at < body.length; at += MEGA) body.set(chunkAt(next++), at);
          const { etag } = await send("PUT", `${path}?partNumber=${number}&uploadId=${id}`, body);
          parts[number - 1] = `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
        }
      });
      const body = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
      await send("POST", `${path}?uploadId=${id}`, body);
    },
  };
}

const hex = (byte: number) => byte.toString(16).padStart(2, "0");
