/** Runs that a page's user saves: one zip archive, as a download.
 *
 * @module
 */
export { downloadSink } from "./sinks/download_sink.ts";
