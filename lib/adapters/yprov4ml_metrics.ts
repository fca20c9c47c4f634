import { type _MetricFile, _readMetricFile } from "./yprov4ml_csv.ts";
import { type _Item, _text } from "./yprov4ml_document.ts";
import { _readNumberList } from "./yprov4ml_list.ts";
import { _addPoint, _noPoints, type _Points } from "./yprov4ml_points.ts";
import { _noteIn } from "./yprov4ml_repair.ts";
import { _fileOf, _placeOf, _plainName, type _Source, _timeOf } from "./yprov4ml_source.ts";
import { _readTuples } from "./yprov4ml_tuples.ts";
import { _nameFrom, _textOf } from "./yprov4ml_value.ts";

/** A metric of a run, with its points. */
export interface _MetricFacts {
  readonly key: string;
  readonly context?: string;
  readonly source?: string;
  readonly points: _Points;
  /** The time of points that have none: when the document says that the metric was made. */
  readonly time: number | undefined;
}

/** Whether a thing is a metric: by its type, by lists of points in it, or by where its file is. */
export function _isMetric(item: _Item): boolean {
  const types = item.facts.get("type")?.map(_textOf) ?? [];
  if (types.some((type) => /(?:^|:)Metric$/.test(type))) return true;
  if (item.facts.has("metric_value_list") || item.facts.has("step-value")) return true;
  const path = _text(item, "path", "identifier");
  return path !== undefined && /(?:^|[\\/])metrics(?:_GR[0-9]+)?[\\/][^\\/]+$/.test(path);
}

/** Reads a metric: its points stand in the document (E0, E1) or in a file of their own (E2, E3). */
export async function _readMetric(
  source: _Source,
  item: _Item,
): Promise<_MetricFacts | undefined> {
  const place = _placeOf(source, item);
  const written = _text(item, "name") ??
    _plainName(source, item, _text(item, "label") ?? item.name);
  const context = _text(item, "context");
  const end = context === undefined ? "" : `_${context}`;
  const key = _nameFrom(
    end !== "" && written.endsWith(end) ? written.slice(0, -end.length) : written,
  );
  const facts = {
    key,
    ...(place.context !== undefined && { context: place.context }),
    ...(place.source !== undefined && { source: place.source }),
    time: _timeOf(source, item, "generatedAtTime"),
  };
  if (item.facts.has("metric_value_list")) {
    const left = leftFile(source, key, context ?? "");
    if (left !== undefined) source.claimed.add(left);
    const inline = pointsOfLists(source, item, left !== undefined);
    if (inline !== undefined) return { ...facts, points: inline };
    const kept = left === undefined ? undefined : await _readMetricAt(source, left);
    return kept === undefined ? undefined : { ...facts, points: kept.points };
  }
  if (item.facts.has("step-value")) return { ...facts, points: pointsOfTuples(source, item) };
  const { written: path, found } = _fileOf(source, item);
  if (found === undefined) {
    const isFolder = path !== undefined && /\.zarr$/i.test(path);
    source.note(
      item.place,
      isFolder ? "unreadable-file" : "missing-file",
      isFolder
        ? "the metric is a Zarr array, which is not read; its files are kept as artifacts"
        : "the metric's file is not in the folder; the metric has no points",
    );
    return undefined;
  }
  const file = await _readMetricAt(source, found);
  if (file === undefined) {
    source.refused.add(found);
    return undefined;
  }
  source.claimed.add(found);
  // What a file says of itself stands beside the points; the document merges metrics of one name.
  const own = file.key === undefined ? {} : _identityOf(source, file);
  return { ...facts, ...own, points: file.points };
}

/** Reads a metric file; what it cannot read it reports. */
export async function _readMetricAt(
  source: _Source,
  path: string,
): Promise<_MetricFile | undefined> {
  const note = _noteIn(source.repairs, path);
  if (/\.(?:nc|nc4|h5|zarr)$/i.test(path)) {
    note("", "unreadable-file", "NetCDF and Zarr are not read; the file is kept as an artifact");
    return undefined;
  }
  let text: string;
  try {
    text = new TextDecoder().decode(await source.files.get(path)!());
  } catch (error) {
    // A file that is longer than a text can be.
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    note("", "unreadable-file", `the file is kept as an artifact: ${error.message}`);
    return undefined;
  }
  const file = _readMetricFile(text, note);
  if (file === undefined) {
    note("", "unreadable-file", "this is no metric file; it is kept as an artifact");
  }
  return file;
}

/** Key, context and source as the first line of a metric file tells them. */
export function _identityOf(
  { contexts }: _Source,
  file: { key?: string; context?: string; source?: string },
): { key: string; context: string | undefined; source: string | undefined } {
  const from = file.source?.trim();
  return {
    key: _nameFrom(file.key ?? ""),
    context: contexts.nameOf(file.context?.trim()),
    source: from === undefined || ["", "None"].includes(from) ? undefined : _nameFrom(from),
  };
}

/** The file that E1 leaves beside the document, with the same points. */
function leftFile(
  { files, folder, run }: _Source,
  key: string,
  context: string,
): string | undefined {
  const start = `${folder}tmp/${key}_${context}`;
  const rank = run.rank === undefined ? "" : `_GR${run.rank}`;
  return [`${start}${rank}.csv`, `${start}${rank}.txt`, `${start}.csv`, `${start}.txt`]
    .find((path) => files.has(path));
}

/** The points of three lists; `undefined` where they are cut and the points are elsewhere too. */
function pointsOfLists(source: _Source, item: _Item, hasFile: boolean): _Points | undefined {
  const list = (name: string) => _readNumberList(_text(item, name) ?? "");
  const values = list("metric_value_list");
  const [steps, times] = [list("metric_epoch_list"), list("metric_timestamp_list")];
  const points = _noPoints();
  const place = `${item.place}/metric_value_list`;
  if (values === undefined) {
    if (hasFile) return undefined;
    source.note(place, "unreadable-point", "this is no list of numbers; the metric has no points");
    return points;
  }
  const isCut = values.cut || steps?.cut === true || times?.cut === true;
  const count = values.numbers.length;
  const isUneven = [steps, times].some((each) =>
    each !== undefined && each.numbers.length !== count
  );
  if ((isCut || isUneven) && hasFile) return undefined;
  if (isCut) {
    source.note(place, "truncated-list", `the list holds "...": ${count} points are left of it`);
  } else if (isUneven) source.note(place, "truncated-list", "the lists differ in length");
  if (values.odd.size > 0) {
    source.note(
      place,
      "unreadable-point",
      `${values.odd.size} values are no numbers; they are left out`,
    );
  }
  if (values.missing.size > 0) {
    const message = `${values.missing.size} values were never measured (None); they are left out`;
    source.note(place, "missing-value", message);
  }
  for (let i = 0; i < count; i++) {
    if (values.missing.has(i) || values.odd.has(i)) continue;
    _addPoint(points, steps?.numbers[i] ?? NaN, values.numbers[i], times?.numbers[i] ?? NaN);
  }
  return points;
}

/** The points of E0: texts of (step, epoch, value) or (step, value). */
function pointsOfTuples(source: _Source, item: _Item): _Points {
  const points = _noPoints();
  let odd = 0;
  for (const each of item.facts.get("step-value")!) {
    const text = _textOf(each);
    if (text.includes("...")) {
      source.note(`${item.place}/step-value`, "truncated-list", 'the list holds "..."');
    }
    for (const tuple of _readTuples(text)) {
      if (tuple.length === 2 || tuple.length === 3) _addPoint(points, tuple[0], tuple.at(-1)!, NaN);
      else odd++;
    }
  }
  if (odd > 0 || points.length === 0) {
    source.note(`${item.place}/step-value`, "unreadable-point", `${odd} tuples are no points`);
  }
  return points;
}
