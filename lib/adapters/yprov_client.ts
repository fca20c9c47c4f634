import {
  checkAddress,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
} from "../destination.ts";
import { checkOptions } from "../base/options.ts";

/** Options of `yprovService` and `yprovStore`. */
export interface YprovOptions {
  /** The token that `auth/login` gives, or what gets one, asked for every request: tokens of a
   * service last for a day, those of a store for an hour, unless it was set up otherwise. */
  readonly token: string | (() => string | Promise<string>);
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: HttpClientOptions["fetch"];
  /** How often and how patiently a request is made again. */
  readonly retry?: HttpClientOptions["retry"];
}

/** Creates the client of one server.
 *
 * @throws {TypeError} for an address that is not http(s), a token that is none, an unknown option
 * @throws {RangeError} for a number out of its range
 */
export function yprovClient(
  caller: string,
  url: string | URL,
  options: YprovOptions,
): { client: HttpClient; base: URL } {
  checkOptions(caller, options, ["token", "fetch", "retry"]);
  const base = checkAddress(caller, url);
  const { token, fetch, retry } = options ?? {};
  const secrets: string[] = [];
  const headers = async () => {
    const text = checkToken(caller, typeof token === "function" ? await token() : token);
    if (!secrets.includes(text)) secrets.push(text);
    return { authorization: `Bearer ${text}` };
  };
  if (typeof token !== "function") checkToken(caller, token);
  return { client: createHttpClient(caller, { fetch, retry, headers, secrets }), base };
}

function checkToken(caller: string, token: unknown): string {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) return token;
  throw new TypeError(`Cannot call ${caller}: token must be what auth/login gave, without spaces`);
}
