import { readHead } from "../http/read_head.ts";
import { s3Error } from "../stores/s3_error.ts";
import { xmlTexts } from "../stores/xml_text.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A `fetch` of objects that says why a store refused, and tells an object that is not there from a
 * bucket that is not.
 *
 * @param base the address that paths are below
 */
export function explainingFetch(base: URL, fetch?: Fetch): Fetch {
  const send = fetch ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init));
  return async (url: string, init: RequestInit): Promise<Response> => {
    const response = await send(url, init);
    const { status, headers } = response;
    // What may pass is asked again; the rest of a file that has none is no refusal.
    const isRefused = status >= 400 && status < 500 && ![408, 416, 425, 429].includes(status);
    if (!isRefused) return response;
    const body = await readHead(response);
    const [reason] = xmlTexts(body, "Code");
    const isAbsent = status === 404 && (reason === undefined || reason === "NoSuchKey");
    if (isAbsent || reason === undefined) return new Response(null, { status, headers });
    const path = decodeURIComponent(new URL(url).pathname.slice(base.pathname.length));
    throw s3Error({ path, status, body }, "get");
  };
}
