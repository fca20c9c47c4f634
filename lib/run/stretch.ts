import type { RecordEvent } from "./events.ts";
import { recordsAt } from "./log.ts";
import { GroupReader } from "./point_groups.ts";
import { _parts, type Run } from "./run.ts";

/** A stretch of a run's log in columns: for each event its series, or -1 for a record. */
export interface Stretch {
  /** The number of the first event. */
  readonly from: number;
  readonly series: Int32Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
  /** The records, in order. */
  readonly records: readonly RecordEvent[];
}

/** Reads a run's log stretch by stretch; a stretch costs what it holds. */
export class StretchReader {
  readonly #groups: GroupReader = new GroupReader();
  readonly #records: RecordReader;
  #at: number;

  /** Makes a reader that begins at an event. */
  constructor(run: Run, from: number) {
    this.#groups.begin(run, from);
    this.#records = new RecordReader(run, from);
    this.#at = from;
  }

  /** The events from where the last stretch ended up to `to`, in order. */
  read(to: number): Stretch {
    const from = this.#at;
    this.#at = to;
    const size = to - from;
    const series = new Int32Array(size).fill(-1);
    const steps = new Float64Array(size);
    const values = new Float64Array(size);
    const timestamps = new Float64Array(size);
    const { points, count, series: seriesOf, ends } = this.#groups.read(to);
    const { numbers } = points;
    for (let group = 0, i = 0; group < count; group++) {
      for (; i < ends[group]; i++) {
        const place = numbers[i] - from;
        series[place] = seriesOf[group];
        steps[place] = points.steps[i];
        values[place] = points.values[i];
        timestamps[place] = points.timestamps[i];
      }
    }
    const records: RecordEvent[] = [];
    for (; this.#records.next < to; this.#records.advance()) records.push(this.#records.event!);
    return { from, series, steps, values, timestamps, records };
  }
}

/** Reads the records of a run one by one. */
export class RecordReader {
  readonly #records: Generator<[number: number, event: RecordEvent]>;
  /** The number of the next record, Infinity behind the last, and the record. */
  next: number = Infinity;
  event: RecordEvent | undefined;

  /** Makes a reader that begins at an event. */
  constructor(run: Run, from: number) {
    const { log, length } = _parts(run);
    this.#records = recordsAt(log, length, from);
    this.advance();
  }

  /** Goes on to the record after the next. */
  advance(): void {
    const { value } = this.#records.next();
    [this.next, this.event] = value ?? [Infinity, undefined];
  }
}
