/** One value in the forms that a notebook may show, by media type. */
export interface MimeBundle {
  /** What every kernel and console can show: one line. */
  readonly "text/plain": string;
  /** A piece of a page, without script. */
  readonly "text/html": string;
  /** A picture; absent where the value is none. */
  readonly "image/svg+xml"?: string;
}

/** The method that Deno's kernel asks a value for, which gives a {@link MimeBundle}. */
export const DISPLAY: unique symbol = /* @__PURE__ */ Symbol.for("Jupyter.display");
/** The method that `console.log` and the prompts of Deno, Bun and Node ask for, which gives a text. */
export const INSPECT: unique symbol = /* @__PURE__ */ Symbol.for("nodejs.util.inspect.custom");

/** Has all that a class makes shown by notebooks, consoles and debuggers.
 *
 * @param text gives the one line of the bundle alone
 * @returns `bundle`
 */
export function showAs<Kind extends object>(
  kind: { readonly prototype: Kind },
  text: (value: Kind) => string,
  bundle: (value: Kind) => MimeBundle,
): (value: Kind) => MimeBundle {
  const define = (name: symbol, value: (this: Kind) => unknown) =>
    Object.defineProperty(kind.prototype, name, { value, configurable: true, writable: true });
  define(DISPLAY, function () {
    return bundle(this);
  });
  define(INSPECT, function () {
    try {
      return text(this);
    } catch {
      // A console inspects anything, the bare prototype too, and must not fail at it.
      return Object.prototype.toString.call(this);
    }
  });
  return bundle;
}
