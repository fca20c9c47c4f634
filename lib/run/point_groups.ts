import type { Column } from "./column.ts";
import { columnsAt } from "./log.ts";
import { type Points, roomFor } from "./points.ts";
import { _parts, type Run } from "./run.ts";

/** The points of a stretch of a run's log, those of one series next to each other. */
export interface PointGroups {
  readonly points: Points;
  /** How many groups there are. */
  readonly count: number;
  /** For each group its series, in rising order, and where its points end. */
  readonly series: Int32Array;
  readonly ends: Int32Array;
}

/** A column's own points that a reader has still to give, and the number of the first's event. */
interface Piece {
  readonly column: Column;
  at: number;
  readonly end: number;
  next: number;
}

/** Reads the points of a run stretch by stretch, each series from where the last stretch ended.
 *
 * Columns that have not begun or have ended cost nothing, so many series and many forks are read in
 * linear time.
 */
export class GroupReader {
  /** What no stretch has reached yet, in order of the first event. */
  #waiting: Piece[] = [];
  #begun = 0;
  /** What has begun and not ended, by series. */
  #open: Piece[] = [];
  #groups: PointGroups = groupsOf(0);
  #at = 0;

  /** Begins at an event of a run, in the same memory. */
  begin(run: Run, from: number): void {
    this.#waiting = piecesOf(run, from);
    this.#begun = 0;
    this.#open = [];
    this.#at = from;
  }

  /** The points of the events from where the last stretch ended up to `to`, valid until the next
   * call. */
  read(to: number): PointGroups {
    const size = to - this.#at;
    if (this.#groups.series.length < size) this.#groups = groupsOf(size);
    this.#at = to;
    this.#takeUp(to);
    const { points, series, ends } = this.#groups;
    const open = this.#open;
    let kept = 0;
    let count = 0;
    let place = 0;
    for (const piece of open) {
      if (piece.next < to) {
        const { column, at, end } = piece;
        const position = column.copyBelow(to, at, end, points, place);
        place += position - at;
        if (count === 0 || series[count - 1] !== column.series) series[count++] = column.series;
        ends[count - 1] = place;
        if (position === end) continue;
        piece.at = position;
        piece.next = column.numberAt(position);
      }
      open[kept++] = piece;
    }
    open.length = kept;
    return { points, count, series, ends };
  }

  /** Takes up the pieces that begin before `to`. */
  #takeUp(to: number): void {
    const waiting = this.#waiting;
    const before = this.#begun;
    while (this.#begun < waiting.length && waiting[this.#begun].next < to) {
      this.#open.push(waiting[this.#begun++]);
    }
    if (this.#begun > before) {
      this.#open.sort((a, b) => a.column.series - b.column.series || a.next - b.next);
    }
  }
}

function groupsOf(size: number): PointGroups {
  return {
    points: roomFor(size),
    count: 0,
    series: new Int32Array(size),
    ends: new Int32Array(size),
  };
}

/** The pieces of all columns of a run behind an event, in order of their first events. */
function piecesOf(run: Run, from: number): Piece[] {
  const { log, length } = _parts(run);
  const pieces: Piece[] = [];
  for (const prefix of columnsAt(log, length)) {
    const first = prefix.column.lengthAt(Math.min(from, prefix.end));
    let end = prefix.column.lengthAt(prefix.end);
    for (let column = prefix.column; end > first; column = column.base!) {
      if (end <= column.offset) continue;
      const at = Math.max(first, column.offset);
      pieces.push({ column, at, end, next: column.numberAt(at) });
      end = at;
    }
  }
  return pieces.sort((a, b) => a.next - b.next);
}
