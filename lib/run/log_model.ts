import { checkOptions, nameOf } from "../base/options.ts";
import { type Plain, toPlain } from "../base/plain.ts";
import { toMilliseconds } from "../base/time.ts";
import { checkName } from "../base/value.ts";
import { choiceOf, contextOf, directionOf, stepOf } from "./choices.ts";
import type { Asset, ModelDescription } from "./descriptions.ts";
import type { Direction, FileRecord, ModelEvent } from "./events.ts";
import { canCopy, copyPath, describeFile } from "./file_record.ts";
import { latestAbout } from "./about.ts";
import { _append, _now, _parts, type Run } from "./run.ts";
import { modelSubject } from "./subject.ts";

/** What can be said of a model. */
export interface ModelOptions {
  /** The name that its saved versions share. @default the description's name, else "model" */
  readonly name?: string;
  /** The context; without it the run itself. */
  readonly context?: string;
  /** Whether the log gets the model's figures: class, parameters, memory, …. @default true */
  readonly info?: boolean;
  /** Whether the log gets every layer. @default false */
  readonly layers?: boolean;
  /** Whether the weights, where the description has them, are kept. @default true */
  readonly asArtifact?: boolean;
  /** Whether the run made it or took it in. @default "output" */
  readonly direction?: Direction;
}

/** What can be said of one saved state of a model. */
export interface ModelVersionOptions {
  /** The name that the versions share. */
  readonly name: string;
  /** The context; without it the run itself. */
  readonly context?: string;
  /** A safe integer >= 0, such as the epoch. */
  readonly step?: number;
  /** A `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
}

const MODEL_OPTIONS = [
  "name",
  "context",
  "info",
  "layers",
  "asArtifact",
  "direction",
];
const VERSION_OPTIONS = ["name", "context", "step", "timestamp"];

/** Logs a model: its figures, its layers where asked for, and its weights.
 *
 * @throws {TypeError} for unknown options and values of the wrong type
 * @example
 * ```ts
 * import { logModel, models, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logModel(startRun({ experiment: "digits" }), { kind: "Dense", parameters: 7850 });
 * assert.equal(models(run)[0].info?.parameters, 7850);
 * ```
 */
export function logModel(
  run: Run,
  model: ModelDescription,
  options?: ModelOptions,
): Run {
  checkOptions("logModel", options, MODEL_OPTIONS);
  checkModel(model);
  const { context, direction } = options ?? {};
  const name = checkName(
    options?.name === undefined ? model.name ?? "model" : options.name,
    "a model: name",
  );
  const what = `model "${name}"`;
  const info = choiceOf(options?.info, true, `${what}: info`);
  const layers = choiceOf(options?.layers, false, `${what}: layers`);
  const asArtifact = choiceOf(options?.asArtifact, true, `${what}: asArtifact`);
  const weights = asArtifact ? model.weights : undefined;
  const event: ModelEvent = Object.freeze({
    type: "model",
    name,
    direction: directionOf(direction, "output", what),
    ...contextOf(context, what),
    ...(info && { info: infoOf(model, what) }),
    ...(layers && model.layers !== undefined &&
      { layers: layersOf(model.layers, what) }),
    ...(weights !== undefined &&
      { file: fileOf(run, weights, name, undefined) }),
    timestamp: _now(run),
  });
  return appendWithWeights(run, event, weights);
}

/** Saves a state of a model as the next version of its name: `v0`, `v1`, …, each a revision of the
 * one before.
 *
 * @param model a description, or the weights alone as an asset
 * @throws {TypeError} for unknown options and values of the wrong type
 * @example
 * ```ts
 * import { bytesAsset, models, saveModelVersion, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * run = saveModelVersion(run, bytesAsset("w.bin", new Uint8Array([1])), { name: "cnn", step: 0 });
 * run = saveModelVersion(run, bytesAsset("w.bin", new Uint8Array([2])), { name: "cnn", step: 1 });
 * assert.deepEqual(models(run).map((model) => model.version), ["v0", "v1"]);
 * ```
 */
export function saveModelVersion(
  run: Run,
  model: ModelDescription | Asset,
  options: ModelVersionOptions,
): Run {
  checkOptions("saveModelVersion", options ?? null, VERSION_OPTIONS);
  checkModel(model);
  const { context, step, timestamp } = options;
  const name = checkName(options.name, "a model version: name");
  const what = `model "${name}"`;
  const { log, length } = _parts(run);
  const version = `v${latestAbout(log, length, modelSubject(name)).count}`;
  const described: ModelDescription = isAsset(model) ? { weights: model } : model;
  const info = infoOf(described, what);
  const event: ModelEvent = Object.freeze({
    type: "model",
    name,
    version,
    direction: "output",
    ...contextOf(context, what),
    ...stepOf(step, what),
    ...(Object.keys(info).length > 0 && { info }),
    ...(described.weights !== undefined &&
      { file: fileOf(run, described.weights, name, version) }),
    timestamp: timestamp === undefined ? _now(run) : toMilliseconds(timestamp, what),
  });
  return appendWithWeights(run, event, described.weights);
}

function infoOf(
  model: ModelDescription,
  what: string,
): { readonly [key: string]: Plain } {
  const { name: _name, layers: _layers, weights: _weights, ...figures } = model;
  return toPlain(figures, what) as { readonly [key: string]: Plain };
}

function layersOf(layers: unknown, what: string): ModelEvent["layers"] {
  const isList = Array.isArray(layers) &&
    layers.every((layer) => typeof layer === "object" && layer !== null && !Array.isArray(layer));
  if (isList) return toPlain(layers, `${what}: layers`) as ModelEvent["layers"];
  throw new TypeError(
    `Cannot log ${what}: layers must be a list of descriptions, got ${nameOf(layers)}`,
  );
}

function fileOf(
  run: Run,
  weights: Asset,
  name: string,
  version: string | undefined,
): FileRecord {
  const file = describeFile(weights, `model "${name}": weights`);
  if (!canCopy(weights)) return Object.freeze(file);
  const { log, length } = _parts(run);
  const folder = version === undefined ? name : `${name}/${version}`;
  return Object.freeze({
    ...file,
    path: copyPath(log, length, `models/${folder}/${file.name}`, version),
  });
}

function appendWithWeights(
  run: Run,
  event: ModelEvent,
  weights: Asset | undefined,
): Run {
  const logged = _append(run, event);
  if (event.file?.path !== undefined) {
    _parts(logged).log.assets.set(event.file.sha256!, weights!);
  }
  return logged;
}

function isAsset(model: ModelDescription | Asset): model is Asset {
  return "mediaType" in model;
}

function checkModel(model: unknown): void {
  if (typeof model !== "object" || model === null || Array.isArray(model)) {
    throw new TypeError(
      `Cannot log a model: a description was expected, got ${nameOf(model)}`,
    );
  }
}
