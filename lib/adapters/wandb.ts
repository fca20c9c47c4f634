/** Weights & Biases: runs as offline run folders, which `wandb sync` sends.
 *
 * No key and no account is needed to write one; retries, sign-in and upload are W&B's own. Where the
 * things of a run go:
 *
 * | of the run | at W&B |
 * |---|---|
 * | experiment, name, description | project, display name, notes |
 * | parent | group, by the parent's id |
 * | parameters | config, `context/key` where they have a context; those that came out in the summary |
 * | tags, ids, agent, namespace | config, under `stemma`; tags of at most 64 characters as labels too |
 * | points | history under `context/key`, `context/key@source` where a source is named |
 * | the one number of a metric, as `defineMetric` says | summary |
 * | copies of artifacts | files of the run, below `artifacts/`; with `directory`, the versions that the run made as artifacts, with digest and manifest |
 * | status, error | exit code 0, 1 (FAILED) or 255 (KILLED), none while it runs; a line of the output |
 *
 * A line of the history holds the points that were logged next to each other at one step. W&B's step
 * is ours where it rises from line to line; where steps go back, or a metric has two points at one,
 * lines are counted and the column `step` holds ours, which every chart is then drawn over.
 *
 * What is lost, while the run's own log holds it all:
 *
 * | what | how |
 * |---|---|
 * | times of points | a line has the time of its last point |
 * | names that two things share, or that W&B keeps for itself | the second gets a number: `loss (2)` |
 * | run ids and experiments with characters that W&B refuses | changed as `createNames` does; `stemma` in the config holds them |
 * | what JSON lacks | dates and integers beyond 64 bits are texts |
 * | what went into the run, and descriptions of models and datasets | left out, but for copies as files: W&B knows inputs only as artifacts that it holds |
 *
 * @module
 */
export { wandbFiles, type WandbFilesOptions } from "./wandb_files.ts";
