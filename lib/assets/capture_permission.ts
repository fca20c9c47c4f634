/** What Deno can be asked for, in its own words. */
export interface _Permission {
  readonly name: "env" | "read" | "run" | "sys";
  readonly kind?: string;
  readonly variable?: string;
  readonly path?: string;
  readonly command?: string;
}

/** Tells whether something may be done without a question to the user.
 *
 * Deno asks at the terminal, and waits, where a permission is neither given nor denied; so it is
 * looked up first. Other runtimes have no such permissions: there it is always true.
 */
export function _granted(...permissions: readonly _Permission[]): boolean {
  const { Deno } = globalThis as {
    Deno?: { permissions?: { querySync(descriptor: _Permission): { state: string } } };
  };
  if (Deno?.permissions === undefined) return true;
  for (const permission of permissions) {
    try {
      if (Deno.permissions.querySync(permission).state !== "granted") return false;
    } catch (cause) {
      // An older Deno does not know the name: then it does not ask for it either.
      if (!(cause instanceof TypeError)) throw cause;
    }
  }
  return true;
}

/** Gives what a call returns, or `undefined` where the host will not tell.
 *
 * Describing where a run ran must never stop the run: a fact that cannot be had is absent.
 */
export function _fact<Fact>(
  permissions: readonly _Permission[],
  ask: () => Fact | undefined,
): Fact | undefined {
  try {
    if (!_granted(...permissions)) return undefined;
    const fact = ask();
    return fact === "" || fact === 0 || fact === null ? undefined : fact;
  } catch {
    // The host has no answer; absent is the one true thing to say.
    return undefined;
  }
}

/** A record without the members that are `undefined`; `undefined` where none is left. */
export function _present<Fields extends object>(fields: Fields): Fields | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.freeze(Object.fromEntries(entries)) as Fields;
}
