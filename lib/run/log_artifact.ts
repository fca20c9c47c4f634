import { checkOptions, nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import { toMilliseconds } from "../base/time.ts";
import { checkName, encodeValue, type JsonValue } from "../base/value.ts";
import { choiceOf, contextOf, directionOf, stepOf } from "./choices.ts";
import type { Asset, Attributes } from "./descriptions.ts";
import type { ArtifactEvent, Direction } from "./events.ts";
import { canCopy, copyPath, describeFile } from "./file_record.ts";
import { latestAbout } from "./about.ts";
import { _append, _now, _parts, type Run } from "./run.ts";
import { artifactSubject } from "./subject.ts";

/** What can be said of an artifact. */
export interface ArtifactOptions {
  /** The name that its versions share. @default the asset's name */
  readonly name?: string;
  /** The context; without it the run itself. */
  readonly context?: string;
  /** A safe integer >= 0. */
  readonly step?: number;
  /** A `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
  /** Whether the run made it or took it in. @default "output" */
  readonly direction?: Direction;
  /** Where the copy lies below `artifacts/` in the run folder. @default made from the name */
  readonly path?: string;
  /** Whether the run folder gets a copy. @default true wherever the asset has its bytes */
  readonly copy?: boolean;
  /** Names for this very version; an alias moves to the version that took it last. */
  readonly aliases?: readonly string[];
  /** Further facts. */
  readonly attributes?: Attributes;
}

const ARTIFACT_OPTIONS = [
  "name",
  "context",
  "step",
  "timestamp",
  "direction",
  "path",
  "copy",
  "aliases",
  "attributes",
];

/** Logs an artifact: an asset that the run made or took in.
 *
 * A second artifact of one name is its next version: `v0`, `v1`, …. The log keeps the digest; the
 * bytes are read when the run is saved. Names that a file system refuses get a safe path.
 *
 * @throws {TypeError} for unknown options, values of the wrong type, and `copy: true` where the
 * asset has no bytes
 * @example
 * ```ts
 * import { artifacts, logArtifact, startRun, textAsset } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logArtifact(startRun({ experiment: "digits" }), textAsset("notes.txt", "fine"));
 * assert.equal(artifacts(run)[0].path, "artifacts/notes.txt");
 * ```
 */
export function logArtifact(
  run: Run,
  asset: Asset,
  options?: ArtifactOptions,
): Run {
  checkOptions("logArtifact", options, ARTIFACT_OPTIONS);
  const given = options ?? {};
  const file = describeFile(asset, "an artifact");
  const name = checkName(given.name === undefined ? file.name : given.name, "an artifact: name");
  const what = `artifact "${name}"`;
  const { log, length } = _parts(run);
  const version = `v${latestAbout(log, length, artifactSubject(name)).count}`;
  const kept = choiceOf(given.copy, canCopy(asset), `${what}: copy`);
  if (kept && !canCopy(asset)) {
    throw new TypeError(
      `Cannot log ${what}: copy is true, but the asset has no bytes at hand`,
    );
  }
  const wanted = given.path === undefined ? name : checkPath(given.path, what);
  const event: ArtifactEvent = Object.freeze({
    type: "artifact",
    ...file,
    name,
    version,
    direction: directionOf(given.direction, "output", what),
    ...contextOf(given.context, what),
    ...stepOf(given.step, what),
    ...(kept && { path: copyPath(log, length, wanted, version) }),
    ...(given.aliases !== undefined &&
      { aliases: aliasesOf(given.aliases, what) }),
    ...(given.attributes !== undefined &&
      { attributes: attributesOf(given.attributes, what) }),
    timestamp: given.timestamp === undefined ? _now(run) : toMilliseconds(given.timestamp, what),
  });
  const logged = _append(run, event);
  if (kept) _parts(logged).log.assets.set(file.sha256!, asset);
  return logged;
}

/** Attributes as an event holds them.
 *
 * @throws {TypeError} where they are no object of values
 */
export function attributesOf(
  attributes: unknown,
  what: string,
): Readonly<Record<string, JsonValue>> {
  if (
    typeof attributes !== "object" || attributes === null ||
    Array.isArray(attributes)
  ) {
    throw new TypeError(
      `Cannot log ${what}: attributes must be an object, got ${nameOf(attributes)}`,
    );
  }
  return Object.freeze(Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined).map((
      [key, value],
    ) => [
      checkName(key, `${what}: an attribute`),
      encodeValue(value, `${what}: attribute "${key}"`),
    ]),
  ));
}

function aliasesOf(aliases: unknown, what: string): readonly string[] {
  if (!Array.isArray(aliases)) {
    throw new TypeError(
      `Cannot log ${what}: aliases must be a list, got ${nameOf(aliases)}`,
    );
  }
  return Object.freeze([
    ...new Set(aliases.map((alias) => checkName(alias, `${what}: alias`))),
  ]);
}

function checkPath(path: string, what: string): string {
  if (isInside(checkName(path, `${what}: path`))) return path;
  throw new RangeError(
    `Cannot log ${what}: path must be relative and without "..", got ${nameOf(path)}`,
  );
}
