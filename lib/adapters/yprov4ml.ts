/** Imports the run folders that yProv4ML, and prov4ml before it, wrote.
 *
 * The eras, and how a document is told to be of one: E3 (3.x) by a prefix `yprov` or `provml`; E2
 * (1.x and 2.x of `yprov4ml`) by `context` or `yProv4ML…`; E0 (`prov4ml` with MLflow) by `mlflow` or
 * an attribute `step-value`; E1 (`prov4ml`) by `prov-ml` alone. What is kept of each:
 *
 * | | E0 | E1 | E2 | E3 |
 * |---|---|---|---|---|
 * | run, rank, times, person | yes | yes | yes | yes |
 * | points | from texts of tuples, without times | from text lists, else from `tmp/` | from CSV files with any separator | from CSV files with any separator |
 * | sources of metrics | none are told | as told | as told | as told |
 * | contexts | of epochs | of metrics and epochs | activities, nested | activities, nested |
 * | parameters | a text is read as Python prints it | a text is read as Python prints it | typed | typed where the text says so, else as in E1 |
 * | artifacts, model versions | yes | yes | yes | yes |
 * | datasets, model figures | by parameters | by parameters | yes | yes |
 * | environment, packages, command | where told | where told | where told | where told |
 * | optimizer | by parameters `optimizer…` | likewise | likewise | likewise |
 * | code | where told | where told | files in `src/`, remote and commit | files in `src/`, remote and commit |
 *
 * What a run cannot hold, and where it is left:
 *
 * | what | where |
 * |---|---|
 * | the epoch beside a step (E0), times of activities of epochs and sources, relations of no kind above | in the document, which is an artifact of the run |
 * | entities of unknown kinds | their facts are parameters, named after entity and fact |
 * | points in NetCDF and Zarr | their files are artifacts |
 * | points that an E1 document cut to `...` and that no file has | lost before the import |
 * | values that were never measured (`None`) | left out: a series without any point is none |
 * | a time of 0 or none | the metric's time, else the run's start; files: start of inputs, end of outputs |
 * | a time without zone | read with the offset that the document names, else as UTC |
 *
 * Each of these is a repair with its file and place. Bytes of files are kept where the folder has
 * them; other paths become references.
 *
 * @module
 */
export { runFromYprov4ml, type Yprov4mlImport, type Yprov4mlOptions } from "./yprov4ml_import.ts";
export type { Yprov4mlFiles } from "./yprov4ml_files.ts";
export type { Yprov4mlRepair, Yprov4mlRepairKind } from "./yprov4ml_repair.ts";
