import { ProvError } from "../../mod.ts";
import { _findContexts } from "./yprov4ml_contexts.ts";
import { _readDocument, _text } from "./yprov4ml_document.ts";
import { _baseOf, type _Files, _folderOf } from "./yprov4ml_files.ts";
import { _noteIn, type Yprov4mlRepair } from "./yprov4ml_repair.ts";
import { _findRun } from "./yprov4ml_run_facts.ts";
import type { _Source } from "./yprov4ml_source.ts";
import { _readOffset } from "./yprov4ml_time.ts";

/** Finds the documents of runs among files, in order of folder and rank.
 *
 * @throws {ProvError} where there is none, or none that can be read
 */
export async function _findSources(files: _Files, repairs: Yprov4mlRepair[]): Promise<_Source[]> {
  const sources: _Source[] = [];
  let failure: ProvError | undefined;
  for (const file of documentsOf([...files.keys()])) {
    const note = _noteIn(repairs, file);
    try {
      const source = await readSource(files, file, repairs);
      if (source === undefined) note("", "unreadable-file", "yProv4ML did not write this document");
      else sources.push(source);
    } catch (error) {
      if (!(error instanceof ProvError)) throw error;
      failure ??= error;
      note("", "unreadable-file", error.message);
    }
  }
  if (sources.length > 0) {
    return sources.sort((a, b) =>
      compare(a.folder, b.folder) || (a.run.rank ?? 0) - (b.run.rank ?? 0) ||
      compare(a.file, b.file)
    );
  }
  throw failure ?? new ProvError(
    "PROV_SHAPE",
    `Cannot import a yProv4ML run: none of ${files.size} files is a document of yProv4ML`,
    { files: files.size },
  );
}

/** The files that may be documents of runs: by their names, else every JSON file. */
function documentsOf(paths: readonly string[]): readonly string[] {
  const json = paths.filter((path) =>
    /\.json$/i.test(path) && !/(?:^|\/)(?:artifacts|metrics)(?:_GR[0-9]+)?\//.test(path)
  );
  const named = json.filter((path) => /^prov.*\.json$/i.test(_baseOf(path)));
  const ofRuns = named.filter((path) => !/^prov_collection/i.test(_baseOf(path)));
  return [ofRuns, named, json].find((list) => list.length > 0) ?? [];
}

async function readSource(
  files: _Files,
  file: string,
  repairs: Yprov4mlRepair[],
): Promise<_Source | undefined> {
  const note = _noteIn(repairs, file);
  const graph = _readDocument(await files.get(file)!(), file, note);
  if (graph === undefined) return undefined;
  const run = _findRun(graph, file);
  const contexts = _findContexts(graph, run.about, note);
  const zone = run.about.map((item) => _text(item, "time_zone")).find((text) => text !== undefined);
  return {
    file,
    folder: _folderOf(file),
    files,
    graph,
    run,
    contexts,
    repairs,
    note,
    claimed: new Set(),
    refused: new Set(),
    offset: _readOffset(zone ?? "") ?? 0,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
