import { type Env, systemEnv } from "../base/env.ts";
import { LogError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { isTime } from "../base/time.ts";
import { decodeValue, isTypedValue } from "../base/value.ts";
import type { Column } from "./column.ts";
import { checkPoint } from "./event_bytes.ts";
import { checkRecord } from "./event_check.ts";
import { contextFault } from "./define.ts";
import type { LogEvent, RecordEvent } from "./events.ts";
import { latestAbout } from "./about.ts";
import { Log } from "./log.ts";
import type { FramePoints } from "./read_points.ts";
import { _newest, _parts, type Run } from "./run.ts";
import { subjectOf } from "./subject.ts";

/** Builds a run from its events: `replay(events(run))` equals the run.
 *
 * Events of unknown types are kept and count for the digest; no view sees them.
 *
 * @param options `env`: the clock of the calls that follow
 * @throws {LogError} `LOG_EVENT`, with the number of the event as `offset`, where the events are no
 * log: the first one starts no run, a point's series was not declared, an event is malformed or
 * comes after the end
 * @example
 * ```ts
 * import { digest, events, logMetric, replay, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", NaN);
 * assert.equal(digest(replay(events(run))), digest(run));
 * ```
 */
export function replay(events: Iterable<LogEvent>, options?: { env?: Env }): Run {
  checkOptions("replay", options, ["env"]);
  const builder = new LogBuilder(options?.env ?? systemEnv);
  for (const event of events) builder.add(event);
  return builder.run();
}

/** Builds a log from events that come from outside, one at a time. */
export class LogBuilder {
  readonly #log: Log;
  readonly #columns: Column[] = [];

  /** Makes a builder for a run whose later calls get their time from `env`. */
  constructor(env: Env) {
    this.#log = new Log(env);
  }

  /** How many series were declared. */
  get seriesCount(): number {
    return this.#columns.length;
  }

  /** The number that the next event gets. */
  get length(): number {
    return this.#log.length;
  }

  /** Adds an event.
   *
   * @throws {LogError} `LOG_EVENT` where the log does not allow it
   */
  add(event: unknown): void {
    if ((event as { type?: unknown } | null)?.type !== "metric") {
      return this.#addRecord(checkRecord(event, this.#log.length));
    }
    const { value } = event as { value: unknown };
    const point = isTypedValue(value)
      ? { ...(event as object), value: this.#decode(value) }
      : event as object;
    try {
      checkPoint(point);
    } catch (cause) {
      throw this.#error((cause as Error).message, cause);
    }
    const { series, step, timestamp } = point;
    const column = this.#columns[series];
    if (column === undefined) throw this.#error(`series ${series} was not declared`);
    if (this.#log.endedAt !== Infinity) throw this.#error("the run has ended before it");
    this.#log.appendPoint(column, step, point.value, timestamp);
  }

  /** Adds the points of a frame from one to another; whoever reads a frame adds them all in turn,
   * and has held their steps against what steps must be.
   *
   * @throws {LogError} `LOG_EVENT` where the log does not allow one; it has those before it
   */
  addPoints(frame: FramePoints, from: number, to: number): void {
    const { groups, times, series, starts, places, points } = frame;
    const { timestamps, numbers } = points;
    const first = this.#log.length - from;
    const touched: number[] = [];
    let fault: string | undefined;
    let i = from;
    if (from < to && this.#log.endedAt !== Infinity) fault = "the run has ended before it";
    for (; i < to && fault === undefined; i++) {
      const group = groups[i];
      const place = places[group];
      if (place === starts[group]) {
        if (this.#columns[series[group]] === undefined) {
          fault = `series ${series[group]} was not declared`;
          break;
        }
        touched.push(group);
      }
      if (!isTime(times[i])) {
        fault = `the timestamp ${times[i]} is no time`;
        break;
      }
      timestamps[place] = times[i];
      numbers[place] = first + i;
      places[group] = place + 1;
    }
    this.#log.advance(i - from);
    for (const group of touched) {
      this.#columns[series[group]].pushMany(points, starts[group], places[group]);
      starts[group] = places[group];
    }
    if (fault !== undefined) throw this.#error(fault);
  }

  /** The run that the events make.
   *
   * @throws {LogError} `LOG_EVENT` where there are none
   */
  run(): Run {
    if (this.#log.length === 0) throw this.#error("a log must have at least one event");
    return _newest(this.#log);
  }

  /** As {@link run}, on a line of its own: what is logged to it does not meet what is added here. */
  fork(): Run {
    const run = this.run();
    const { log, length } = _parts(run);
    // Nothing is logged to a run that has ended.
    return log.endedAt < length ? run : _newest(new Log(log.env, log, length));
  }

  #addRecord(event: RecordEvent): void {
    const log = this.#log;
    if ((event.type === "start") !== (log.length === 0)) {
      throw this.#error(
        log.length === 0
          ? `the first event must start a run, got type ${nameOf(event.type)}`
          : "a second start of the run",
      );
    }
    if (log.endedAt !== Infinity) throw this.#error("the run has ended before it");
    if (event.type === "series") {
      if (event.series !== log.seriesCount) {
        throw this.#error(`series ${event.series} is declared, ${log.seriesCount} was due`);
      }
      const { key, context, source } = event;
      if (log.ownColumn(key, context, source) !== undefined) {
        throw this.#error(`series ${event.series} declares metric ${nameOf(key)} again`);
      }
      this.#columns.push(log.declare(event));
      return;
    }
    const fault = this.#faultOf(event);
    if (fault !== undefined) throw this.#error(fault);
    log.append(event);
  }

  /** What the verbs would not have logged after what is there; every view relies on it. */
  #faultOf(event: RecordEvent): string | undefined {
    const log = this.#log;
    const { length } = log;
    const subject = subjectOf(event);
    const due = () => `v${latestAbout(log, length, subject!).count}`;
    switch (event.type) {
      case "param":
        return due() === "v0" ? undefined : `parameter ${nameOf(event.key)} was logged before`;
      case "context":
        return contextFault(log, length, event.name, event.parent);
      case "artifact":
      case "model":
        return subject === undefined || event.version === due()
          ? undefined
          : `${event.type} ${nameOf(event.name)} has version ${
            nameOf(event.version)
          }, ${due()} was due`;
    }
  }

  #decode(value: Parameters<typeof decodeValue>[0]): unknown {
    try {
      return decodeValue(value);
    } catch (cause) {
      throw this.#error((cause as Error).message, cause);
    }
  }

  #error(why: string, cause?: unknown): LogError {
    return new LogError(
      "LOG_EVENT",
      `Cannot read event ${this.#log.length}: ${why}`,
      { offset: this.#log.length },
      { cause },
    );
  }
}
