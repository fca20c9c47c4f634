// Takes the place of `node:timers/promises` in a page.

/** Waits some milliseconds. */
export function setTimeout<T>(ms = 0, value?: T): Promise<T | undefined> {
  return new Promise((resolve) => globalThis.setTimeout(() => resolve(value), ms));
}
