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

/** The part of a request that makes its body a stream of these pieces.
 *
 * @param onPiece called whenever the host asks for the next piece
 */
export function streamedBody(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>,
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
  const init: RequestInit & { duplex: "half" } = { body, duplex: "half" };
  // Node's fetch keeps a whole streamed body for a redirect that it could not send it to, unless
  // redirects are errors (nodejs/undici#4058). Workers know no such errors.
  if (isNode()) init.redirect = "error";
  return init;
}

/** Whether a request failed since Node's fetch met a redirect that was to be an error. */
export function isRefusedRedirect(error: unknown): boolean {
  const cause = (error as Error | undefined)?.cause;
  return cause instanceof Error && cause.message === "unexpected redirect";
}

function isNode(): boolean {
  return globalThis.navigator?.userAgent?.startsWith("Node.js/") === true;
}
