import { nameOf } from "../base/options.ts";

/** Reads the address below which files lie.
 *
 * @throws {TypeError} where it is not http(s), or holds a user or a fragment; the message does not
 * show it, for it may hold a secret
 */
export function checkAddress(caller: string, url: unknown): URL {
  const parsed = url instanceof URL || typeof url === "string" ? URL.parse(String(url)) : null;
  const wrong = parsed === null
    ? "an absolute address"
    : !/^https?:$/.test(parsed.protocol)
    ? `http or https, got "${parsed.protocol}"`
    : parsed.username !== "" || parsed.password !== ""
    ? "without user and password; give an authorization header"
    : parsed.hash !== ""
    ? "without a fragment"
    : undefined;
  if (parsed !== null && wrong === undefined) return parsed;
  throw new TypeError(`Cannot call ${caller}: the url must be ${wrong}`);
}

/** The address of a file: the base, then each segment percent-encoded.
 *
 * @see RFC 3986, section 2.3
 */
export function addressOf(base: URL, path: string): URL {
  const url = new URL(base);
  const encoded = path.split("/").map((segment) =>
    encodeURIComponent(segment).replace(
      /[!'()*]/g,
      (letter) => "%" + letter.charCodeAt(0).toString(16).toUpperCase(),
    )
  );
  url.pathname = `${base.pathname.replace(/\/+$/, "")}/${encoded.join("/")}`;
  return url;
}

/** Headers from names and values.
 *
 * @throws {TypeError} where one is not valid; the message does not show its value
 */
export function headersFrom(headers: Readonly<Record<string, string>> | Headers): Headers {
  const all = new Headers();
  const pairs = headers instanceof Headers ? [...headers] : Object.entries(headers ?? {});
  for (const [name, value] of pairs) {
    try {
      all.append(name, value);
    } catch {
      // The host's own message would show the value, which may be a secret.
      throw new TypeError(
        `Cannot use the header ${nameOf(name)}: its name or value is not valid`,
      );
    }
  }
  return all;
}
