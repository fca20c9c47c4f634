/** Runs in an MLflow server, as its own pages show them.
 *
 * | of the run | at MLflow |
 * |---|---|
 * | experiment, run, parent run | experiment, run, nested run; the tag `stemma.runId` finds the run again |
 * | param in a context, optimizer | params `training/lr`, `optimizer`, `optimizer.learningRate` |
 * | point of a metric in a context | a point of `training/loss`, with step and time |
 * | tag, description, agent, source code, command | tags, the run's note, user, source with branch and commit |
 * | dataset | dataset of the run, with its digest, size and shape |
 * | artifact | a file of the run, at the path that it has in the run's folder |
 * | model, saved version of one | a logged model with its weights, figures and digest; registered where that is asked for |
 * | end | status and end time; `run.log`, `prov.json` and the manifest as files, so that the record can be verified where it is downloaded |
 *
 * What MLflow cannot hold is changed to fit and told in the report; the run's own log has the truth.
 * Of points that are equal in name, step, time and value MLflow keeps one.
 *
 * @module
 */
export { mlflow } from "./mlflow_destination.ts";
export type { MlflowOptions } from "./mlflow_options.ts";
export { mlrunsFiles, type MlrunsOptions } from "./mlruns.ts";
