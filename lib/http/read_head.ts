/** The most that is read of a response to keep its connection usable, in bytes. */
const MOST_BYTES = 64 * 1024;
/** The longest that is waited for the rest of a response, in ms. */
const MOST_MS = 1000;

/** Reads the start of a response's body and leaves no connection open behind it.
 *
 * A short body is read to its end, so that the connection can be used again; a long or slow one is
 * cancelled. Never throws: a body that breaks off is as long as it is.
 *
 * @returns the first 200 characters
 */
export async function readHead(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<{ done: true; value: undefined }>((resolve) => {
    timer = setTimeout(resolve, MOST_MS, { done: true, value: undefined });
  });
  try {
    while (count < MOST_BYTES) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) break;
      count += value.length;
      if (text.length < 200) text += decoder.decode(value, { stream: true });
    }
  } catch {
    // The status has come; what the body would have said is no matter.
  } finally {
    clearTimeout(timer);
    // A connection that breaks while it is let go is let go.
    reader.cancel().catch(() => {});
  }
  return Array.from(text.slice(0, 400)).slice(0, 200).join("");
}
