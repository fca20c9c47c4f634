import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { retryAfterMs } from "./retry.ts";

/** What is told of an answer that was not the one hoped for. */
export interface Refusal {
  readonly status: number;
  readonly statusText: string;
  /** The body's first 200 characters. */
  readonly body: string;
  /** Where a redirect leads, without its query, which may hold a secret. */
  readonly location: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
}

/** The statuses after which the same request may succeed.
 *
 * @see RFC 9110, section 15; RFC 6585, section 4
 */
const RETRYABLE: ReadonlySet<number> = /* @__PURE__ */ new Set([
  408,
  425,
  429,
  500,
  502,
  503,
  504,
]);

/** A redirect of which the host tells nothing. */
export const unnamedRedirect: Refusal = /* @__PURE__ */ Object.freeze({
  status: 0,
  statusText: "",
  body: "",
  location: undefined,
  retryable: false,
  retryAfterMs: undefined,
});

/** Reads what a response says of itself.
 *
 * @param body the first 200 characters of its body
 * @param url the address that was asked
 */
export function refusalOf(
  response: Response,
  body: string,
  url: URL,
  now: () => number,
): Refusal {
  const { status, statusText } = response;
  const target = response.headers.get("location");
  return {
    status,
    statusText,
    body,
    location: target === null ? undefined : placeOf(target, url),
    retryable: RETRYABLE.has(status),
    retryAfterMs: retryAfterMs(response.headers, now),
  };
}

/** The error of a refusal: `SINK_HTTP`. */
export function httpError(
  refusal: Refusal & { path: string; attempt: number },
  doing: string,
): SinkError {
  const { path, status, statusText, body, location } = refusal;
  // Browsers show a redirect as status 0, and so does Node for a streamed body.
  const redirect = status === 0 || (status >= 300 && status < 400);
  const answer = `${status} ${statusText}`.trim();
  const told = redirect
    ? `with a redirect${
      location === undefined ? "" : ` to ${nameOf(location)}`
    }, which is not followed; give that address instead`
    : `${answer}${body === "" ? "" : `: ${JSON.stringify(body)}`}`;
  return new SinkError(
    "SINK_HTTP",
    `Cannot ${doing} ${nameOf(path)}: the server answered ${told}`,
    { ...refusal },
  );
}

function placeOf(target: string, base: URL): string {
  const url = URL.parse(target, base);
  return url === null ? "" : url.origin + url.pathname;
}
