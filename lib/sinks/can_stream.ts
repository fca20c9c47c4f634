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
