import { encodePath, encodeSegment } from "../prov/local_names.ts";

/** The namespace of a run's ids: no two runs share one. */
export function runNamespace(
  run: { namespace: string; experiment: string; runId: string },
): string {
  return `${run.namespace}${encodeSegment(run.experiment)}/${encodeSegment(run.runId)}/`;
}

/** The ids of what one run handled: local names below its namespace, each made once.
 *
 * `@` is escaped in every free text, so what follows it is always ours.
 */
export interface RunNames {
  /** The activity that is the run. */
  readonly run: string;
  /** The activity of a context. */
  context(name: string): string;
  /** A thing of a kind, below its context; a second one of the same name gets `@2`. */
  thing(kind: string, name: string, context?: string): string;
  /** A part of a thing. */
  member(id: string, name: string): string;
  /** The activity that a thing of a context belongs to: the context's, else the run's. */
  activity(context: string | undefined): string;
}

/** Makes the names of one run.
 *
 * @param prefix the prefix that the document declares for the run's namespace
 */
export function runNames(prefix: string): RunNames {
  const counts = new Map<string, number>();
  const unique = (id: string) => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id}@${count}`;
  };
  const contexts = new Map<string, string>();
  const context = (name: string) => {
    let id = contexts.get(name);
    if (id === undefined) contexts.set(name, id = `${prefix}:context/${encodeSegment(name)}`);
    return id;
  };
  return {
    run: `${prefix}:run`,
    context,
    activity: (name) => name === undefined ? `${prefix}:run` : context(name),
    thing(kind, name, place) {
      const below = place === undefined ? `${prefix}:` : `${context(place)}/`;
      return unique(`${below}${kind}${name === "" ? "" : `/${encodePath(name)}`}`);
    },
    member: (id, name) => unique(`${id}@${encodePath(name)}`),
  };
}
