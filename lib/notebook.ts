/** Runs that are watched while they grow: in a cell of a notebook, or in a line of a terminal.
 *
 * @module
 */
export { live, type LiveOptions, type LiveView } from "./notebook/live.ts";
