import type { SinkError } from "../base/errors.ts";

/** Whether the host's `fetch` sends a stream as a request's body.
 *
 * Hosts that cannot take the stream for a text, and then say which type the text has.
 *
 * @see WHATWG Fetch, `RequestInit.duplex`
 */
export function canStream(): boolean {
  try {
    const init: RequestInit & { duplex: "half" } = {
      method: "PUT",
      body: new ReadableStream(),
      duplex: "half",
    };
    const request = new Request("https://stemma.invalid", init);
    return !request.headers.has("content-type") && request.body !== null;
  } catch {
    return false;
  }
}

/** Whether a request whose body was a stream is to be made again with the bytes at once: the server
 * asks for their length, or the host is a browser, which streams over HTTP/2 alone and does not say
 * that this was the reason.
 */
export function wantsBytes({ code, details }: SinkError): boolean {
  return details?.status === 411 || code === "SINK_NETWORK" && isHost("Mozilla/");
}

/** The part of a request that makes its body a stream of these pieces.
 *
 * @param size how many bytes they have together
 * @param onPiece called whenever the host asks for the next piece
 */
export function streamedBody(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>,
  size: number,
  onPiece: () => void,
): RequestInit {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      onPiece();
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await pieces.return();
    },
  }, { highWaterMark: 0 });
  const init: RequestInit & { duplex: "half" } = { body: ofLength(body, size), duplex: "half" };
  // Node's fetch keeps a whole streamed body for a redirect that it could not send it to, unless
  // redirects are errors (nodejs/undici#4058). Workers know no such errors.
  if (isHost("Node.js/")) init.redirect = "error";
  return init;
}

/** Whether a request failed since Node's fetch met a redirect that was to be an error. */
export function isRefusedRedirect(error: unknown): boolean {
  const cause = (error as Error | undefined)?.cause;
  return cause instanceof Error && cause.message === "unexpected redirect";
}

/** In workerd, a stream that is whole or fails: to the server, one that fails in the middle looks
 * like one that came to its end, and it would store half a file. */
function ofLength(body: ReadableStream<Uint8Array<ArrayBuffer>>, size: number): ReadableStream {
  const { FixedLengthStream } = globalThis as {
    FixedLengthStream?: new (size: number) => TransformStream<Uint8Array<ArrayBuffer>>;
  };
  if (FixedLengthStream === undefined) return body;
  const { readable, writable } = new FixedLengthStream(size);
  // The request fails with it, and the pieces tell why.
  body.pipeTo(writable).catch(() => {});
  return readable;
}

function isHost(name: string): boolean {
  return globalThis.navigator?.userAgent?.startsWith(name) === true;
}
