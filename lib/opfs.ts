/** Runs that a browser keeps for a page: the origin private file system, both ways.
 *
 * @module
 */
export { type OpfsSink, opfsSink } from "./sinks/opfs_sink.ts";
export { opfsSource } from "./sources/opfs_source.ts";
