/** TensorBoard: runs as event files, all at once or live while they grow.
 *
 * Where the things of a run go:
 *
 * | of the run | in TensorBoard |
 * |---|---|
 * | the run | a folder, which TensorBoard takes for a run; each context that has points or pictures is a folder below, so curves of one metric share a chart |
 * | points | scalars under the metric's key, `key@source` where it names a source |
 * | parameters | the table of hyper-parameters (those that went in), the text `run/params` (all) |
 * | tags, description, what the run is, its error | the texts `run/tags`, `run/description`, `run/facts`, `run/error` |
 * | status | the session's: FINISHED is a success, FAILED and KILLED a failure, RUNNING has none |
 * | artifacts that are PNG pictures | images, where their bytes are at hand |
 *
 * What is lost, while the run's own log holds it all:
 *
 * | what | how |
 * |---|---|
 * | digits of values | TensorBoard knows float32: 7 digits, beyond 3.4e38 Infinity; NaN, ±Infinity and −0 stay |
 * | points of one step | the files hold all; TensorBoard's default loader shows the last of a step, and where steps go back it takes what comes after for a restart |
 * | names that a disk does not take, or that two things share | changed and told: `Training~2`, `a@b (2)` |
 * | parameters logged after the first points were pushed | in the text alone |
 * | the table of hyper-parameters of a run with steps beyond 2³¹−1 | left out, where known in time: TensorBoard would show no table at all |
 * | histograms, SVG pictures, datasets, models, other artifacts | left out: a run holds no distributions, and TensorBoard shows no SVG |
 *
 * @module
 */
export { tensorboard } from "./tensorboard_destination.ts";
export { tensorboardFiles, type TensorboardOptions } from "./tensorboard_files.ts";
