import { _addPoint, _noPoints, type _Points } from "./yprov4ml_points.ts";
import { _numberIn } from "./yprov4ml_number.ts";
import type { _Note } from "./yprov4ml_repair.ts";

/** A metric file: what its first line says, and its points. */
export interface _MetricFile {
  /** The metric's name; absent where the first line only names the columns. */
  readonly key?: string;
  /** The context as it is written. */
  readonly context?: string;
  /** The source as it is written. */
  readonly source?: string;
  /** The points whose value is a number. */
  readonly points: _Points;
}

const VALUE = "[-+.0-9A-Za-z][^\\s]{0,200}?";
/** A step, a value and a time between separators that are the same, whatever they are. */
const ROW = /* @__PURE__ */ new RegExp(
  `^(?:[0-9]+(?:\\.0)?|None|-1)([^0-9A-Za-z+.-]{1,8}?|-{2,8}?)${VALUE}\\1-?[0-9]+(?:\\.[0-9]+)?\\r?$`,
);
const COLUMNS = /^epoch(.{1,8}?)value\1time(?:step|stamp)s?\r?$/;

/** Reads a metric file of one step, one value and one time a line, whatever separates them.
 *
 * A value `None` was never measured: the point is left out. Nothing is quoted in these files, so a
 * name may hold the separator. Cost: one pass, O(n).
 *
 * @returns `undefined` where the file is nothing of the kind
 */
export function _readMetricFile(text: string, note: _Note): _MetricFile | undefined {
  const first = lineEnd(text, 0);
  const head = trimmed(text.slice(0, first));
  if (head.length > LONGEST) return undefined;
  const second = text.slice(first + 1, Math.min(lineEnd(text, first + 1), first + 1 + LONGEST));
  const separator = COLUMNS.exec(head)?.[1] ?? ROW.exec(second)?.[1] ??
    (second.trim() === ""
      ? [",", "\t", ";"].find((sign) => head.split(sign).length > 2)
      : undefined);
  if (separator === undefined) return undefined;
  const isRow = ROW.test(head);
  const points = readRows(text, isRow ? 0 : first + 1, separator, note);
  if (isRow || COLUMNS.test(head)) return { points };
  const parts = head.split(separator);
  if (parts.length < 3) return undefined;
  const [context, source] = parts.slice(-2);
  return { key: parts.slice(0, -2).join(separator), context, source, points };
}

function readRows(text: string, start: number, separator: string, note: _Note): _Points {
  const points = _noPoints();
  const faults = faultList(note);
  let line = start === 0 ? 0 : 1;
  for (let at = start, end = 0; at < text.length; at = end + 1) {
    end = lineEnd(text, at);
    line++;
    const one = text.indexOf(separator, at);
    const two = one < 0 || one >= end ? -1 : text.indexOf(separator, one + separator.length);
    if (two < 0 || two >= end) {
      if (text.slice(at, end).trim() !== "") faults.add("unreadable-point", line);
      continue;
    }
    const value = _numberIn(text.slice(one + separator.length, two));
    if (typeof value !== "number") {
      faults.add(value === null ? "missing-value" : "unreadable-point", line);
      continue;
    }
    const step = _numberIn(text.slice(at, one)) ?? NaN;
    const time = _numberIn(text.slice(two + separator.length, end)) ?? NaN;
    if (!_addPoint(points, step, value, time)) faults.add("step", line);
  }
  faults.tell();
  return points;
}

const MESSAGES = Object.freeze({
  "missing-value": "no value was measured (None); the point is left out",
  "unreadable-point": "the line is no step, value and time; it is left out",
  step: "the step is no whole number >= 0; the next one is taken",
});

/** Counts what is odd in many lines, so that a file has one repair a kind. */
function faultList(note: _Note) {
  const found = new Map<keyof typeof MESSAGES, { first: number; count: number }>();
  return {
    add(kind: keyof typeof MESSAGES, line: number): void {
      const known = found.get(kind);
      if (known === undefined) found.set(kind, { first: line, count: 1 });
      else known.count++;
    },
    tell(): void {
      for (const [kind, { first, count }] of found) {
        const more = count > 1 ? `, and so for ${count - 1} more` : "";
        note(`line ${first}`, kind, MESSAGES[kind] + more);
      }
    },
  };
}

/** A longer first line is none of a metric file. */
const LONGEST = 4096;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

function trimmed(line: string): string {
  return line.replace(/\r$/, "").replace(/^\ufeff/, "");
}
