import { type SeriesEvent, SinkError } from "../../mod.ts";
import { createNames, type Names } from "../destination.ts";
import { nameOf } from "../base/options.ts";

/** Beside the points of a line: when they were logged, as the server keeps the time of arrival. */
export const TIME = "stemma.time";
/** Beside the points of a line that was sent before its end was known. */
export const OPEN = "stemma.open";

/** What trackio sets in every row itself, and what this library does. */
const RESERVED_METRICS = ["project", "run", "timestamp", "step", "time", "metrics", TIME, OPEN];
/** What trackio's own client and this library write into a config. */
const RESERVED_CONFIG = ["stemma", "_Username", "_Created", "_Group"];

/** Names of projects whose files another project's would overwrite. */
const RESERVED_PROJECT = /_(system|configs|traces|\w*artifact\w*)$/i;

const MOST_LETTERS = 1000;

/** Creates the names of projects: the server drops every other letter and makes a file of the rest,
 * so that `../x` and `x` would be one project. */
export function projectNames(): Names {
  return createNames({
    allowed: (character) => /^[A-Za-z0-9_-]$/.test(character),
    maxLength: 100,
    reserved: (name) => RESERVED_PROJECT.test(name),
  });
}

/** A project's name on the server.
 *
 * @throws {SinkError} `SINK_NAME`
 */
export function projectOf(names: Names, project: string): string {
  const sent = names.to(project);
  if (!/^registry-/i.test(sent)) return sent;
  throw new SinkError(
    "SINK_NAME",
    `Cannot send the project ${nameOf(project)}: trackio keeps names that begin with "registry-" ` +
      "for its registries; give another project",
    { path: `projects/${project}` },
  );
}

/** Names for metrics or parameters: they may hold anything but control characters. */
class ContextNames {
  /** Whose a name is: a context and a key can be spelled as another key alone. */
  readonly #owners = new Map<string, string>();
  readonly #names: Names;

  constructor(reserved: readonly string[]) {
    this.#names = createNames({
      allowed: (character) => !/\p{Cc}/u.test(character),
      maxLength: MOST_LETTERS,
      reserved: (name) => reserved.includes(name),
    });
  }

  /** The name on the server.
   *
   * @param kind the first part of paths in reports
   * @throws {SinkError} `SINK_NAME` where something else has the name already
   */
  to(kind: string, path: string, owner: readonly (string | undefined)[]): string {
    const sent = this.#names.to(path);
    const own = JSON.stringify(owner);
    const other = this.#owners.get(sent) ?? own;
    if (other !== own) {
      throw new SinkError(
        "SINK_NAME",
        `Cannot send ${
          nameOf(`${kind}/${path}`)
        }: another one of ${kind} that was logged in another ` +
          "context has that name on the server; rename one of them",
        { path: `${kind}/${path}` },
      );
    }
    this.#owners.set(sent, own);
    return sent;
  }
}

/** The names of one run: contexts become a part of the name, as trackio's dashboard groups by. */
export interface TrackioNames {
  /** @throws {SinkError} `SINK_NAME` */
  metric(series: Pick<SeriesEvent, "key" | "context" | "source">): string;
  /** @throws {SinkError} `SINK_NAME` */
  param(param: { readonly key: string; readonly context?: string }): string;
}

/** The path of a metric in reports. */
export function metricPath(
  { key, context, source }: Pick<SeriesEvent, "key" | "context" | "source">,
): string {
  return `${pathOf({ key, context })}${source === undefined ? "" : `@${source}`}`;
}

/** A key with its context, as the name of a parameter. */
export function pathOf({ key, context }: { key: string; context?: string }): string {
  return context === undefined ? key : `${context}/${key}`;
}

/** Creates the names of one run. */
export function runNames(): TrackioNames {
  const metrics = new ContextNames(RESERVED_METRICS);
  const params = new ContextNames(RESERVED_CONFIG);
  return {
    metric(series) {
      const { key, context, source } = series;
      return metrics.to("metrics", metricPath(series), [key, context, source]);
    },
    param({ key, context }) {
      return params.to("params", pathOf({ key, context }), [key, context]);
    },
  };
}
