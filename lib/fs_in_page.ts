/** `stemma/fs` as the bundle of a page gets it: the same names and no module of a server runtime,
 * which a bundler would stumble over. A source is read as anywhere; what needs a disk says what takes
 * its place in a page.
 *
 * @module
 */
import { StemmaError } from "./base/errors.ts";
import type * as fs from "./fs.ts";
import { runFromSource } from "./sources/run_from_source.ts";

export { showRun } from "./notebook/show_run.ts";

/** Refuses: a page describes what it holds by `bytesAsset()`. */
export const fileAsset: typeof fs.fileAsset = async () => await refuse("fileAsset", ASSET);

/** Refuses, as `fileAsset()`. */
export const fileAssets: typeof fs.fileAssets = async () => await refuse("fileAssets", ASSET);

/** Refuses: a page saves into its own files, or offers a download. */
export const fsSink: typeof fs.fsSink = () => refuse("fsSink", SINK);

/** Refuses: a page reads its own files, a server's or a zip's. */
export const fsSource: typeof fs.fsSource = () => refuse("fsSource", SOURCE);

/** Refuses: a page saves its run now and then. */
export const openJournal: typeof fs.openJournal = async () => await refuse("openJournal", SINK);

/** Reads a run from a source, and refuses a folder. */
export const readRun: typeof fs.readRun = async (from, options) =>
  typeof from === "object" ? await runFromSource(from, options) : refuse("readRun", SOURCE);

/** Refuses, as `fsSource()`. */
export const recoverRun: typeof fs.recoverRun = async () => await refuse("recoverRun", SOURCE);

/** Refuses: a page draws the run that a worker sends it. */
export const followRun: typeof fs.followRun = async function* () {
  yield await refuse("followRun", 'fromTransfer() of "stemma" takes on what a worker logs');
};

const ASSET = 'bytesAsset() of "stemma" takes the bytes of a file that was chosen or dropped';
const SINK = 'opfsSink() of "stemma/opfs" keeps runs in the page, downloadSink() of ' +
  '"stemma/download" saves them';
const SOURCE =
  'opfsSource() of "stemma/opfs" has what a page kept, and runFromSource() of "stemma" ' +
  "reads any source";

function refuse(call: string, instead: string): never {
  throw new StemmaError(
    "HOST_UNAVAILABLE",
    `Cannot call ${call}(): "stemma/fs" is for Deno, Bun and Node, and a page has no disk; ${instead}`,
    { call },
  );
}
