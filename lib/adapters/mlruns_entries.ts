import { metrics, type Run, type Series, series, type SinkFile } from "../../mod.ts";
import { _nameNotes } from "./mlflow_name_notes.ts";
import { _createMlflowNames, type _Named, _wantedName } from "./mlflow_names.ts";
import { _wholeTime } from "./mlflow_texts.ts";
import type { _MlrunsFacts, _MlrunsText } from "./mlruns_facts.ts";
import { _textFile } from "./mlruns_file.ts";
import { _mlrunsPlaces } from "./mlruns_places.ts";

/** The tag that tells what is called otherwise: it has its place before all others. */
const NOTES_TAG = "stemma.names";

/** The files of a run's parameters, metrics and tags. What is called otherwise there is told in a
 * tag, as a server is told it.
 *
 * MLflow knows a run by its having all folders, and a list of files holds no empty one: a run that
 * has no parameter or no metric gets one of our own.
 */
export function _mlrunsEntries(run: Run, facts: _MlrunsFacts, folder: string): SinkFile[] {
  const files: SinkFile[] = [];
  const notes: Record<string, { changed: { named: _Named; sent: string }[] }> = {};
  const add = (kind: string, entries: ReadonlyMap<string, _MlrunsText>) => {
    const placeOf = _mlrunsPlaces();
    if (kind === "tags") placeOf(NOTES_TAG);
    const changed: { named: _Named; sent: string }[] = [];
    notes[kind] = { changed };
    for (const [name, { named, text }] of entries) {
      const place = placeOf(name);
      files.push(_textFile(`${folder}/${kind}/${place}`, text));
      if (place !== _wantedName(named)) changed.push({ named, sent: place });
    }
    return placeOf;
  };
  const { params, tags, start } = facts;
  const ours = (key: string, text: string) => new Map([[key, { named: { key }, text }]]);
  const points = pointsOf(run);
  const count = `${_wholeTime(start.timestamp)} ${run.length} 0\n`;
  add("params", params.size > 0 ? params : ours("stemma.runId", run.runId));
  add("metrics", points.size > 0 ? points : ours("stemma.events", count));
  const placeOf = add("tags", tags);
  for (const [name, text] of _nameNotes(notes)) {
    if (text === "[]") continue;
    const place = name === NOTES_TAG ? name : placeOf(name);
    files.push(_textFile(`${folder}/tags/${place}`, text));
  }
  return files;
}

function pointsOf(run: Run): Map<string, _MlrunsText> {
  const names = _createMlflowNames();
  return new Map(
    metrics(run).map(({ key, context, source }) => {
      const named = { key, context, source };
      return [names.to(named), { named, text: linesOf(series(run, key, { context, source })!) }];
    }),
  );
}

/** One line a point; Python reads the numbers as JavaScript writes them. */
function linesOf({ steps, values, timestamps }: Series): string {
  const lines: string[] = [];
  for (let i = 0; i < steps.length; i++) {
    const value = Object.is(values[i], -0) ? "-0.0" : values[i];
    lines.push(`${_wholeTime(timestamps[i])} ${value} ${steps[i]}\n`);
  }
  return lines.join("");
}
