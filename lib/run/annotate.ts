import { nameOf } from "../base/options.ts";
import { checkName, checkText } from "../base/value.ts";
import type { TagEvent } from "./events.ts";
import { _append, _appendAll, _now, type Run } from "./run.ts";

/** Sets a tag; a later one of the same key replaces it.
 *
 * @throws {TypeError} where key or value is no string
 * @example
 * ```ts
 * import { setTag, startRun, tags } from "stemma";
 * import assert from "node:assert/strict";
 * const run = setTag(startRun({ experiment: "digits" }), "team", "vision");
 * assert.deepEqual(tags(run), { team: "vision" });
 * ```
 */
export function setTag(run: Run, key: string, value: string): Run {
  return _append(run, tagEvent(key, value, _now(run)));
}

/** Sets several tags.
 *
 * @throws {TypeError} where a value is no string; then none is set
 * @example
 * ```ts
 * import { setTags, startRun, tags } from "stemma";
 * import assert from "node:assert/strict";
 * const run = setTags(startRun({ experiment: "digits" }), { team: "vision", sweep: "3" });
 * assert.equal(tags(run).sweep, "3");
 * ```
 */
export function setTags(run: Run, tags: Readonly<Record<string, string>>): Run {
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) {
    throw new TypeError(
      `Cannot set tags: they must be an object, got ${nameOf(tags)}`,
    );
  }
  const now = _now(run);
  const events = Object.entries(tags).map(([key, value]) => tagEvent(key, value, now));
  return events.length === 0 ? run : _appendAll(run, events);
}

/** Sets the description; a later one replaces it.
 *
 * @throws {TypeError} where the text is no string
 * @example
 * ```ts
 * import { description, setDescription, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = setDescription(startRun({ experiment: "digits" }), "A first try.");
 * assert.equal(description(run), "A first try.");
 * ```
 */
export function setDescription(run: Run, text: string): Run {
  return _append(
    run,
    Object.freeze({
      type: "description",
      text: checkText(text, "a description"),
      timestamp: _now(run),
    }),
  );
}

function tagEvent(key: string, value: string, timestamp: number): TagEvent {
  return Object.freeze({
    type: "tag",
    key: checkName(key, "a tag"),
    value: checkText(value, `tag "${key}"`),
    timestamp,
  });
}
