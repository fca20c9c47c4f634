import type { ContextEvent, RecordEvent, TagEvent } from "./events.ts";
import { isKnownType } from "./known_types.ts";
import { recordsAt } from "./log.ts";
import { _head, _parts, type Run } from "./run.ts";

/** A context that a run used or defined. */
export interface ContextView {
  /** What the context is called, such as `training`. */
  readonly name: string;
  /** The context that it is part of; absent for a part of the run itself. */
  readonly parent?: string;
}

/** The contexts of a run, in order of first use; a parent comes before its children.
 *
 * @example
 * ```ts
 * import { contexts, logMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 1, { context: "training" });
 * assert.deepEqual(contexts(run), [{ name: "training" }]);
 * ```
 */
export function contexts(run: Run): ContextView[] {
  const { log, length } = _parts(run);
  const parents = new Map<string, string | undefined>();
  for (const [, event] of recordsAt(log, length)) {
    const name = event.type === "context" ? event.name : usedContext(event);
    if (name === undefined) continue;
    const parent = event.type === "context" ? event.parent : undefined;
    if (parent !== undefined && !parents.has(parent)) parents.set(parent, undefined);
    parents.set(name, parents.get(name) ?? parent);
  }
  const listed = new Map<string, ContextView>();
  for (const name of parents.keys()) {
    const chain: string[] = [];
    for (let above: string | undefined = name; above !== undefined; above = parents.get(above)) {
      if (listed.has(above)) break;
      chain.push(above);
    }
    for (const above of chain.reverse()) {
      const parent = parents.get(above);
      listed.set(above, Object.freeze({ name: above, ...(parent !== undefined && { parent }) }));
    }
  }
  return [...listed.values()];
}

/** The tags of a run, by key; the newest value counts.
 *
 * @example
 * ```ts
 * import { startRun, tags } from "stemma";
 * import assert from "node:assert/strict";
 * assert.deepEqual(tags(startRun({ experiment: "digits", tags: { team: "a" } })), { team: "a" });
 * ```
 */
export function tags(run: Run): Readonly<Record<string, string>> {
  const found = new Map(Object.entries(_head(run).tags ?? {}));
  for (const { key, value } of newest<TagEvent>(run, "tag")) found.set(key, value);
  return Object.freeze(Object.fromEntries(found));
}

/** The description of a run, or `undefined` where none was set.
 *
 * @example
 * ```ts
 * import { description, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * assert.equal(description(startRun({ experiment: "digits" })), undefined);
 * ```
 */
export function description(run: Run): string | undefined {
  return newest<{ text: string }>(run, "description").at(-1)?.text ?? _head(run).description;
}

/** The context that an event of a known type that is no definition lies in. */
export function usedContext(event: RecordEvent): string | undefined {
  if (event.type === "context" || !isKnownType(event.type)) return undefined;
  return (event as { context?: string }).context;
}

function newest<Event>(run: Run, type: (ContextEvent | RecordEvent)["type"]): Event[] {
  const { log, length } = _parts(run);
  const found: Event[] = [];
  for (const [, event] of recordsAt(log, length)) {
    if (event.type === type) found.push(event as Event);
  }
  return found;
}
