import { metrics, type Run, type Series, series, type SinkFile } from "../../mod.ts";
import { _called, type _MlrunsFacts, type _NamedText, _nameIn } from "./mlruns_facts.ts";
import { _textFile } from "./mlruns_file.ts";
import { _mlrunsPlaces, _RENAMED } from "./mlruns_places.ts";

/** The files of a run's parameters, metrics and tags.
 *
 * MLflow knows a run by its having all folders, and a list of files holds no empty one: a run that
 * has no parameter or no metric gets one of our own.
 */
export function _mlrunsEntries(run: Run, facts: _MlrunsFacts, folder: string): SinkFile[] {
  const files: SinkFile[] = [];
  const renamed: SinkFile[] = [];
  const add = (kind: string, entries: Iterable<_NamedText>) => {
    const placeOf = _mlrunsPlaces();
    for (const [name, text, called = name] of entries) {
      const place = placeOf(name);
      files.push(_textFile(`${folder}/${kind}/${place}`, text));
      if (place === name) continue;
      renamed.push(_textFile(`${folder}/tags/${_RENAMED}${kind}/${place}`, called));
    }
  };
  const { params, tags, start } = facts;
  const count = `${Math.floor(start.timestamp)} ${run.length} 0\n`;
  add("params", params.length > 0 ? params : [["stemma.runId", run.runId]]);
  const points = pointsOf(run);
  add("metrics", points.length > 0 ? points : [["stemma.events", count]]);
  add("tags", tags);
  return [...files, ...renamed];
}

function pointsOf(run: Run): _NamedText[] {
  return metrics(run).map(({ key, context, source }) => {
    const points = series(run, key, { context, source })!;
    return [_nameIn(context, key, source), linesOf(points), _called({ key, context, source })];
  });
}

/** One line a point; Python reads the numbers as JavaScript writes them. */
function linesOf({ steps, values, timestamps }: Series): string {
  const lines: string[] = [];
  for (let i = 0; i < steps.length; i++) {
    const value = Object.is(values[i], -0) ? "-0.0" : values[i];
    lines.push(`${Math.floor(timestamps[i])} ${value} ${steps[i]}\n`);
  }
  return lines.join("");
}
