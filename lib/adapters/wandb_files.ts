import { bytesAsset, events, type Run, type SinkFile, type StartEvent } from "../../mod.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { artifactFiles } from "../destination.ts";
import { _artifactRecords } from "./wandb_artifacts.ts";
import { _offlineFolder, _wandbProject, _wandbRunId } from "./wandb_names.ts";
import { _wandbRunLog } from "./wandb_run.ts";

/** Options of {@link wandbFiles}. */
export interface WandbFilesOptions {
  /** The project; `wandb sync --project` names another one.
   *
   * @default the run's experiment */
  readonly project?: string;
  /** The user or team; `wandb sync --entity` names another one.
   *
   * @default who is logged in */
  readonly entity?: string;
  /** Where the offline run folder will lie when it is sent, as an absolute path. With it the versions
   * of artifacts that the run made are artifacts of W&B, whose records name files by such paths;
   * each is read here, for its MD5, and goes to the project and entity named here, whatever
   * `wandb sync` is told. Without it they are files of the run. */
  readonly directory?: string;
}

/** The files of one offline run folder, which `wandb sync` sends to W&B.
 *
 * Put the folder anywhere and call `wandb sync <folder>`; what belongs to the account stays there.
 * Equal facts give equal bytes. The module says what becomes of which fact. Cost: O(run), held in
 * memory but for the copies of artifacts; a second pass where steps do not rise from line to line.
 *
 * @throws {TypeError} for an unknown option, and for a name that is no text or empty
 * @example
 * ```ts
 * import { endRun, logMetrics, startRun } from "stemma";
 * import { wandbFiles } from "stemma/wandb";
 * import assert from "node:assert/strict";
 * const env = { now: () => Date.UTC(2026, 10, 21), randomId: () => "" };
 * let run = startRun({ experiment: "digits", runId: "r1", env });
 * run = endRun(logMetrics(run, { loss: 0.5, accuracy: 0.9 }, { context: "training" }));
 * assert.deepEqual(wandbFiles(run).map((file) => file.path), [
 *   "offline-run-20261121_000000-r1/run-r1.wandb",
 * ]);
 * ```
 */
export function wandbFiles(run: Run, options?: WandbFilesOptions): SinkFile[] {
  checkOptions("wandbFiles()", options, ["project", "entity", "directory"]);
  const entity = checkName(options?.entity, "entity");
  const project = checkName(options?.project, "project") ?? _wandbProject(run.experiment);
  const { value: start } = events(run).next() as { value: StartEvent };
  const id = _wandbRunId(run);
  const folder = _offlineFolder(start.timestamp, id);
  const copies = artifactFiles(run).files;
  const directory = checkName(options?.directory, "directory");
  const { records: artifacts, held } = directory === undefined
    ? { records: [], held: new Set<string>() }
    : _artifactRecords(run, copies, { id, entity, project }, `${directory}/${folder}/files/`);
  const files = copies.map(({ path }) => path).filter((path) => !held.has(path));
  const log = _wandbRunLog(run, { id, entity, project, files, artifacts });
  const { size, sha256, bytes, stream } = bytesAsset("run", log);
  const path = `${folder}/run-${id}.wandb`;
  const mediaType = "application/octet-stream";
  return [
    Object.freeze({ path, mediaType, size, sha256, bytes, stream }),
    ...copies.map((file) => Object.freeze({ ...file, path: `${folder}/files/${file.path}` })),
  ];
}

function checkName(name: unknown, option: string): string | undefined {
  if (name === undefined) return undefined;
  if (typeof name === "string" && name !== "") return name;
  throw new TypeError(`Cannot call wandbFiles(): ${option} must be a name, got ${nameOf(name)}`);
}
