import { toHex, utf8 } from "../base/bytes.ts";
import type { SinkError } from "../base/errors.ts";
import { sha256 } from "../core/sha256.ts";
import { sleep } from "../http/abort.ts";
import { createHttpClient, type HttpAnswer, type HttpClientOptions } from "../http/client.ts";
import { maskSecrets } from "../http/mask_secrets.ts";
import { retryPolicy, waitBefore } from "../http/retry.ts";
import type { S3Ask } from "./s3_ask.ts";
import { explainS3, isPassingRefusal } from "./s3_error.ts";

/** What an ask is for, what goes with it, and what counts as an answer. */
export interface S3Errand {
  /** What is done, as a verb: "put". */
  readonly doing: string;
  /** The body's SHA-256 as hex digits. */
  readonly payload: string;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly accepts?: (status: number) => boolean;
  /** What is wrong with an answer in spite of its status. */
  readonly check?: (answer: HttpAnswer) => SinkError | undefined;
  readonly signal?: AbortSignal;
}

/** The address of a request, and the headers that belong to it. */
export interface S3Address {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** An S3 store as those who ask it see it: keys, addresses and patience are its own matter. */
export interface S3Place {
  /** Asks, and again where that may help.
   *
   * @throws {SinkError} as `HttpClient.request()`, with what to do about it */
  ask(ask: S3Ask, errand: S3Errand): Promise<HttpAnswer>;
}

/** Makes a place from the way to its addresses. */
export function createS3Place(
  caller: string,
  http: HttpClientOptions,
  addressOf: (ask: S3Ask, errand: S3Errand) => S3Address | Promise<S3Address>,
): S3Place {
  const client = createHttpClient(caller, http);
  const policy = retryPolicy(caller, http.retry);

  async function ask(ask: S3Ask, errand: S3Errand): Promise<HttpAnswer> {
    const { doing, body, accepts, check, signal } = errand;
    const { path } = ask;
    for (let attempt = 1;; attempt++) {
      const address = await addressOf(ask, errand);
      let refusal: unknown;
      let wasPatient = false;
      try {
        const answer = await client.request({ path, doing, ...address, body, accepts, signal });
        refusal = check?.(answer);
        if (refusal === undefined) return answer;
      } catch (error) {
        // An address that is signed opens the store to whoever reads it.
        refusal = explainS3(maskSecrets(error, [address.url.search]), doing);
        wasPatient = (error as SinkError).retryable;
      }
      const isPassing = isPassingRefusal(refusal) && !wasPatient;
      if (!isPassing || attempt >= policy.attempts) throw refusal;
      const seed = toHex(sha256(utf8(path)));
      await sleep(waitBefore(attempt + 1, policy, seed), path, signal, doing);
    }
  }

  return { ask };
}
