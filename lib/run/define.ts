import { RunStateError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { ContextEvent, Fold, MetricDefinitionEvent } from "./events.ts";
import { latestAbout } from "./about.ts";
import type { Log } from "./log.ts";
import { _append, _now, _parts, type Run } from "./run.ts";
import { contextSubject, definitionSubject } from "./subject.ts";

/** So deep contexts may nest: every definition looks through all that are above it. */
const MAX_DEPTH = 1000;

const FOLDS: readonly unknown[] = ["last", "min", "max", "sum", "mean"];

/** Names a context before its first use, or gives it a parent.
 *
 * A context that is only used needs no definition. Repeating a definition changes nothing.
 *
 * @throws {RunStateError} `RUN_CONTEXT` where it has another parent already, would be its own
 * ancestor, or would lie more than 1,000 contexts deep
 * @example
 * ```ts
 * import { contexts, defineContext, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = defineContext(startRun({ experiment: "digits" }), "fold 1", { parent: "training" });
 * assert.deepEqual(contexts(run).map((c) => c.name), ["training", "fold 1"]);
 * ```
 */
export function defineContext(
  run: Run,
  name: string,
  options?: { parent?: string },
): Run {
  checkOptions("defineContext", options, ["parent"]);
  const what = `context ${nameOf(name)}`;
  checkName(name, "a context");
  const parent = options?.parent;
  if (parent !== undefined) checkName(parent, `${what}: parent`);
  const { log, length } = _parts(run);
  const known = contextAbout(log, length, name);
  if (known !== undefined && (parent === undefined || known.parent === parent)) return run;
  const fault = contextFault(log, length, name, parent);
  if (fault !== undefined) {
    throw new RunStateError("RUN_CONTEXT", `Cannot define a context: ${fault}`, { context: name });
  }
  const event: ContextEvent = Object.freeze({
    type: "context",
    name,
    ...(parent !== undefined && { parent }),
    timestamp: _now(run),
  });
  return _append(run, event);
}

/** Says how the points of a metric become one number, and what their unit is.
 *
 * A later definition of the same key replaces an earlier one.
 *
 * @throws {TypeError} for an unknown fold
 * @example
 * ```ts
 * import { defineMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(defineMetric(run, "accuracy", { fold: "max" }).length, 2);
 * ```
 */
export function defineMetric(
  run: Run,
  key: string,
  options: { fold: Fold; unit?: string },
): Run {
  checkOptions("defineMetric", options ?? null, ["fold", "unit"]);
  checkName(key, "a metric's definition");
  const { fold, unit } = options;
  if (!FOLDS.includes(fold)) {
    throw new TypeError(
      `Cannot define metric "${key}": fold must be one of ${FOLDS.join(", ")}, got ${nameOf(fold)}`,
    );
  }
  if (unit !== undefined) checkName(unit, `metric "${key}": unit`);
  const { log, length } = _parts(run);
  const known = latestAbout(log, length, definitionSubject(key))
    .latest as MetricDefinitionEvent;
  if (known !== undefined && known.fold === fold && known.unit === unit) {
    return run;
  }
  const event: MetricDefinitionEvent = Object.freeze({
    type: "metric-definition",
    key,
    fold,
    ...(unit !== undefined && { unit }),
    timestamp: _now(run),
  });
  return _append(run, event);
}

/** Why a context cannot be defined so among the first `limit` events; nothing where it can. */
export function contextFault(
  log: Log,
  limit: number,
  name: string,
  parent: string | undefined,
): string | undefined {
  const what = `context ${nameOf(name)}`;
  const known = contextAbout(log, limit, name);
  if (known !== undefined && parent === undefined) return `${what} is defined already`;
  if (known?.parent !== undefined) {
    return `${what} has the parent ${nameOf(known.parent)} already, got ${nameOf(parent)}`;
  }
  let depth = 0;
  for (let above = parent; above !== undefined; above = contextAbout(log, limit, above)?.parent) {
    if (above === name) return `${what} would be its own ancestor`;
    if (++depth > MAX_DEPTH) return `${what} would lie more than ${MAX_DEPTH} contexts deep`;
  }
}

function contextAbout(log: Log, limit: number, name: string): ContextEvent | undefined {
  return latestAbout(log, limit, contextSubject(name)).latest as ContextEvent | undefined;
}
