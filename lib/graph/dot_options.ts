import { checkOptions, nameOf } from "../base/options.ts";
import { PROV_KINDS, type ProvKind } from "../prov/vocabulary.ts";
import type { Detail } from "./fold.ts";

/** How much of a document can be drawn. */
export const DETAILS: readonly Detail[] = ["auto", "overview", "full"];
/** Where the past can lie. */
export const DIRECTIONS = ["BT", "TB", "LR", "RL"] as const;
/** The parts of a picture that are drawn where they are asked for. */
export const PARTS = ["attributes", "ids", "labels", "legend", "times"] as const;

/** Where the past lies: `BT` above, `TB` below, `LR` to the right, `RL` to the left. */
export type Direction = typeof DIRECTIONS[number];

/** What is drawn: a kind of statement, or one of the parts of a picture. */
export type Shown = ProvKind | typeof PARTS[number];

/** How a document is drawn. */
export interface DotOptions {
  /** How much is drawn. `"full"` draws every statement. `"auto"` leaves out relations that repeat
   * others and draws as one what is alike where there is much of it: more than 6 entities in the
   * same relations, more than 6 activities or agents related to the very same things, the inner
   * versions of a long revision chain, more where the document is large. `"overview"` draws as one
   * whatever is alike. The legend says what was done.
   *
   * @default {"auto"} */
  readonly detail?: Detail;
  /** Where the edges point, which is where the past lies: `"BT"` is up. `"LR"` makes a tall picture
   * of one that would be wide, such as many things around one activity.
   *
   * @default {"BT"} */
  readonly direction?: Direction;
  /** What is drawn. A kind of statement, such as `wasAttributedTo` or `agent`, is drawn unless it
   * is `false` here, a kind of element together with its relations. `attributes` (by default
   * `false`) hangs notes with all attributes on nodes and relations, `ids` (by default `false`)
   * writes their identifiers, `times` (by default `false`) when they were, `labels` the relations'
   * names and roles (by default where there are at most 28), `legend` (by default `true`) explains
   * the shapes and colours that occur. */
  readonly show?: Readonly<Partial<Record<Shown, boolean>>>;
}

/** Checked options, with every default in its place. */
export interface Drawing {
  readonly detail: Detail;
  readonly direction: Direction;
  readonly attributes: boolean;
  readonly ids: boolean;
  readonly times: boolean;
  /** Undefined where the number of edges decides. */
  readonly labels: boolean | undefined;
  readonly legend: boolean;
  /** Whether statements of this kind are drawn. */
  shown(kind: ProvKind): boolean;
}

const KINDS = Object.keys(PROV_KINDS) as ProvKind[];

/** Checks the options of a caller.
 *
 * @throws {TypeError} where one is unknown or has a value that it cannot have
 */
export function checkDotOptions(caller: string, options: unknown): Drawing {
  checkOptions(caller, options, ["detail", "direction", "show"]);
  const { detail = "auto", direction = "BT", show = {} } = (options ?? {}) as DotOptions;
  checkOneOf(caller, "detail", detail, DETAILS);
  checkOneOf(caller, "direction", direction, DIRECTIONS);
  checkOptions(`${caller} with "show"`, show, [...PARTS, ...KINDS]);
  for (const [name, value] of Object.entries(show)) {
    if (typeof value !== "boolean" && value !== undefined) {
      throw new TypeError(
        `Cannot call ${caller}: show.${name} must be true or false, got ${nameOf(value)}`,
      );
    }
  }
  return {
    detail,
    direction,
    attributes: show.attributes ?? false,
    ids: show.ids ?? false,
    times: show.times ?? false,
    labels: show.labels,
    legend: show.legend ?? true,
    shown: (kind) => show[kind] ?? true,
  };
}

/** Checks that an option has one of the values it may have.
 *
 * @throws {TypeError} where it has not
 */
export function checkOneOf(
  caller: string,
  name: string,
  value: unknown,
  known: readonly string[],
): void {
  if (known.includes(value as string)) return;
  throw new TypeError(
    `Cannot call ${caller}: ${name} must be one of ${
      known.map((one) => `"${one}"`).join(", ")
    }, got ${nameOf(value)}`,
  );
}
