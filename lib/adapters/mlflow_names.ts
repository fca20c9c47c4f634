import { nameOf } from "../base/options.ts";
import { createNames } from "../destination.ts";
import { SinkError } from "../../mod.ts";

/** What a name at MLflow stands for. */
export interface _Named {
  readonly key: string;
  readonly context?: string;
  readonly source?: string;
}

/** The names of one kind, such as metrics, in one run at MLflow. */
export interface _MlflowNames {
  /** The name at MLflow; the same one for the same thing.
   *
   * @throws {SinkError} `SINK_NAME` where two others have taken its names */
  to(named: _Named): string;
  /** What is called otherwise at MLflow than it would be, in order of first use. */
  readonly changed: readonly { readonly named: _Named; readonly sent: string }[];
}

/** The most characters of a name. */
const MAX_NAME = 250;

/** Python's `\w`, space, "-", "." and "/". Beyond the first plane its tables differ from version to
 * version, and so does what databases take. ":" is refused by servers on Windows and by old ones. */
const TAKEN_AS_IT_IS = /^[\p{L}\p{N}_./ -]$/u;

/** The same without what makes a name a path. */
const PART_OF_A_SEGMENT = /^[\p{L}\p{N}_ -]$/u;

/** The name that a metric or param should have: MLflow groups by what stands before the slash. */
export function _wantedName({ key, context, source }: _Named): string {
  const name = source === undefined ? key : `${key}.${source}`;
  return context === undefined ? name : `${context}/${name}`;
}

/** Makes the names of one kind. They depend on the things and their order alone, so that they are
 * the same after a restart.
 *
 * Of two things that want one name the second one gets it without slashes and dots, as `_x2f_` and
 * `_x2e_`; so does a name that is no plain relative path, and one below `reserved`.
 *
 * @see `_validate_metric_name` and `path_not_unique` of MLflow
 */
export function _createMlflowNames(reserved?: string): _MlflowNames {
  const paths = createNames({ allowed: takes(TAKEN_AS_IT_IS), maxLength: MAX_NAME });
  const segments = createNames({ allowed: takes(PART_OF_A_SEGMENT), maxLength: MAX_NAME });
  const known = new Map<string, string>();
  const wanted = new Map<string, string>();
  const owners = new Map<string, string>();
  const changed: { named: _Named; sent: string }[] = [];

  function to(named: _Named): string {
    const thing = JSON.stringify([named.key, named.context ?? null, named.source ?? null]);
    const before = known.get(thing);
    if (before !== undefined) return before;
    const name = _wantedName(named);
    const first = wanted.get(name) ?? thing;
    wanted.set(name, first);
    const fits = first === thing && isPlainPath(name) &&
      (reserved === undefined || !name.startsWith(reserved));
    const sent = fits ? paths.to(name) : segments.to(name);
    const owner = owners.get(sent) ?? thing;
    if (owner !== thing) throw collision(name, sent);
    owners.set(sent, thing);
    known.set(thing, sent);
    if (sent !== name) changed.push({ named, sent });
    return sent;
  }

  return { to, changed };
}

/** Whether MLflow finds that a name is the path that it would be as a file. */
function isPlainPath(name: string): boolean {
  return !name.startsWith("..") &&
    name.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

function takes(pattern: RegExp): (character: string) => boolean {
  return (character) => character.length === 1 && pattern.test(character);
}

function collision(name: string, sent: string): SinkError {
  return new SinkError(
    "SINK_NAME",
    `Cannot send ${nameOf(name)}: at MLflow another one has the name ${nameOf(sent)}; rename it`,
    { path: name, sent },
  );
}

/** An id as a text that MLflow's filters can be asked for: they have no escape for a quote. */
export function _idText(id: string): string {
  return createNames({ allowed: (character) => /[\w.-]/.test(character), maxLength: MAX_NAME })
    .to(id);
}
