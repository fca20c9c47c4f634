/** What this room asks of Deno's Jupyter kernel. */
export interface Kernel {
  /** Sends a message to every page that shows the notebook. */
  broadcast(type: string, content: Readonly<Record<string, unknown>>): unknown;
}

/** Gives the Jupyter kernel that this code runs in, or `undefined` where it runs in none. */
export function findKernel(): Kernel | undefined {
  const { Deno: host } = globalThis as { Deno?: { jupyter?: Kernel } };
  try {
    return host?.jupyter;
  } catch {
    // Outside of a kernel Deno throws at the mere question.
    return undefined;
  }
}
