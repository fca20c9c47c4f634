/** What happens to one request. */
export type Fault =
  /** It goes through. */
  | "pass"
  /** It reaches the server, which acts on it; the answer is lost. */
  | "lose"
  /** The connection breaks before anything arrives. */
  | "reset"
  /** Nothing ever comes. */
  | "hang"
  /** A page of a proxy comes in place of the answer, with status 200; the server sees nothing. */
  | "page"
  /** This status comes, with an empty body; the server sees nothing. */
  | number
  /** This answer comes; the server sees nothing. */
  | (() => Response);

/** A `fetch` that acts up by a script, and counts. */
export interface FaultyFetch {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** What happens to the next requests, one each; after them all pass. */
  readonly script: Fault[];
  /** Decides where the script is empty. */
  otherwise?: (url: string, init: RequestInit) => Fault;
  /** Every request so far. */
  readonly seen: { method: string; url: string; body: RequestInit["body"] }[];
}

/** Wraps a `fetch` in faults. */
export function faultyFetch(
  inner: (url: string, init: RequestInit) => Promise<Response> = (url, init) => fetch(url, init),
): FaultyFetch {
  const faulty: FaultyFetch = {
    script: [],
    seen: [],
    async fetch(url, init) {
      faulty.seen.push({ method: init.method ?? "GET", url, body: init.body });
      const fault = faulty.script.shift() ?? faulty.otherwise?.(url, init) ?? "pass";
      if (fault === "pass") return await inner(url, init);
      if (fault === "hang") return await never(init.signal);
      if (fault === "reset") throw new TypeError("connection reset");
      if (fault === "page") return new Response("<!doctype html><title>Sign in</title>");
      if (fault === "lose") {
        const answer = await inner(url, init);
        await answer.arrayBuffer();
        throw new TypeError("connection closed before the answer");
      }
      return typeof fault === "number" ? new Response(null, { status: fault }) : fault();
    },
  };
  return faulty;
}

function never(signal?: AbortSignal | null): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
