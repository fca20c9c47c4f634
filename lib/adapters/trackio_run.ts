import { type EndEvent, type Run, type SeriesEvent, SinkError } from "../../mod.ts";
import type { Delivery } from "../destination.ts";
import { trackioConfig } from "./trackio_config.ts";
import { lineWriter, type WriteLine } from "./trackio_line_writer.ts";
import { type LineListener, type TrackioLine, TrackioLines } from "./trackio_lines.ts";
import { metricPath, runNames, TIME } from "./trackio_names.ts";
import type { TrackioServer } from "./trackio_server.ts";
import { keyOf, LATER, type TrackioTable, trackioTable } from "./trackio_table.ts";

/** The most lines of one request, and the most characters of their JSON. */
const MOST_LINES = 1000;
const MOST_LETTERS = 2 ** 20;

/** Where a run lies on a server. */
export interface RunPlace {
  /** The project's name there. */
  readonly project: string;
  /** What tells the run from the others of the project. */
  readonly id: string;
}

/** One run on one server.
 *
 * The server knows a line by its id and keeps what came under it first, so a line may be sent as
 * often as it likes. The last line of a push is the one exception: it may grow. It is marked, and
 * what came to it later is sent under ids of its own, once the server has said which points it has.
 */
export class TrackioRun {
  readonly #server: TrackioServer;
  readonly #table: TrackioTable;
  readonly #key: string;
  readonly #write: WriteLine;
  readonly #names = runNames();
  readonly #renamed = new Map<string, string>();
  readonly #units = new Map<string, string>();
  readonly #refused = new Map<string, unknown>();
  #lines: TrackioLines;
  #files: string[] = [];
  #end: EndEvent | undefined;
  /** The first line: it carries the config. */
  #start: TrackioLine | undefined;
  /** How many lines have ended. */
  #ended = 0;
  /** Lines before this event were there when the run was found. */
  #from: number | undefined;
  /** What the server has: the config, and the id up to which no line can lack a point. */
  #config: string | undefined;
  #checked: string;

  constructor(server: TrackioServer, at: RunPlace, run: Run) {
    this.#server = server;
    this.#key = keyOf(at.id);
    this.#table = trackioTable(server, at.project, this.#key);
    this.#write = lineWriter({ project: at.project, run: run.name, run_id: at.id });
    this.#lines = this.#reader();
    this.#checked = `${this.#key}/`;
  }

  /** How many of the run's events are certainly on the server: those before the last line that it
   * has, where it has every one before that. */
  async find(run: Run, signal?: AbortSignal): Promise<number> {
    const { count, last } = await this.#table.count(`${this.#key}/~`, signal);
    let read = 0;
    const name = (series: SeriesEvent) => this.#nameOf(series);
    for (const { line } of linesOf(new TrackioLines(this.#key, { name, other() {} }), run)) {
      read++;
      if (line.id === last) return read === count ? line.first : 0;
    }
    return 0;
  }

  /** Sends the lines from an event on, and the config where it is another one, and reads back
   * whether they are there. */
  async send(run: Run, since: number, delivery: Delivery): Promise<void> {
    let last = await this.#sendFrom(run, since, delivery);
    if (!await this.#isWhole(last, delivery.signal)) {
      // The run was deleted there, or the server lost what it had said to have.
      this.#lines = this.#reader();
      [this.#ended, this.#from, this.#config, this.#files] = [0, undefined, undefined, []];
      this.#checked = `${this.#key}/`;
      last = await this.#sendFrom(run, 0, delivery);
      if (!await this.#isWhole(last, delivery.signal)) throw notKept();
    }
    if (last !== undefined && last.id >= this.#checked) {
      await this.#mend(run, last.id, delivery.signal);
    }
    for (const [path, error] of this.#refused) delivery.failed(path, error);
    for (const path of this.#files.splice(0)) {
      delivery.skipped(path, "trackio() sends no files; save the run to a sink");
    }
  }

  /** @returns the last line; `undefined` where there was nothing to send */
  async #sendFrom(
    run: Run,
    since: number,
    delivery: Delivery,
  ): Promise<TrackioLine | undefined> {
    const { signal } = delivery;
    const isFirst = this.#from === undefined;
    const from = this.#from ??= since;
    let last: TrackioLine | undefined;
    let batch: string[] = [];
    let letters = 0;
    for (const { line, isOpen } of linesOf(this.#lines, run)) {
      if (line.first === 0) this.#start = line;
      if (!isOpen) this.#ended++;
      last = line;
      if (line.first < from) continue;
      const text = this.#write(line, isOpen);
      if (batch.length === MOST_LINES || (letters > 0 && letters + text.length > MOST_LETTERS)) {
        await this.#server.write(batch, signal);
        delivery.acknowledge(line.first);
        batch = [];
        letters = 0;
      }
      batch.push(text);
      letters += text.length;
    }
    const config = this.#newConfig(run, delivery);
    if (config !== undefined) batch.push(this.#write(this.#start!, false, config));
    if (batch.length === 0) return undefined;
    await this.#server.write(batch, signal);
    this.#config = config ?? this.#config;
    if (isFirst) delivery.changed("metrics", TIME, "the server keeps the time of arrival");
    return last ?? this.#start;
  }

  /** Whether the server has every line up to one. */
  async #isWhole(last: TrackioLine | undefined, signal?: AbortSignal): Promise<boolean> {
    if (last === undefined) return true;
    const lines = this.#ended + (this.#lines.open() === undefined ? 0 : 1);
    const { count } = await this.#table.count(`${this.#key}/~`, signal);
    return count >= lines;
  }

  /** Sends the points that came to a line after somebody had sent its beginning. */
  async #mend(run: Run, last: string, signal?: AbortSignal): Promise<void> {
    const later: TrackioLine[] = [];
    for await (const held of this.#table.openLines(this.#checked, last, signal)) {
      const left = new Map(held.map((line) => [line.id, line.metrics]));
      for (const line of this.#lines.linesFrom(run, Math.min(held[0].first, run.length))) {
        const metrics = left.get(line.id);
        if (metrics === undefined) continue;
        line.points.forEach((point, at) => {
          if (Object.hasOwn(metrics, point.name)) return;
          later.push({ ...line, id: `${line.id}${LATER}${at}`, points: [point] });
        });
        left.delete(line.id);
        if (left.size === 0) break;
      }
    }
    for (let at = 0; at < later.length; at += MOST_LINES) {
      const lines = later.slice(at, at + MOST_LINES);
      await this.#server.write(lines.map((line) => this.#write(line)), signal);
      const held = await this.#table.countOf(lines.map(({ id }) => id), signal);
      if (held < lines.length) throw notKept();
    }
    this.#checked = last;
  }

  #newConfig(run: Run, delivery: Delivery): string | undefined {
    const facts = { end: this.#end, names: this.#renamed, units: this.#units };
    const { text, changed, refused } = trackioConfig(run, facts, this.#names);
    for (const [path, error] of refused) this.#refused.set(path, error);
    if (text === this.#config) return undefined;
    for (const change of changed) delivery.changed(...change);
    for (const [path, name] of this.#renamed) {
      delivery.changed(`metrics/${path}`, name, "trackio does not take the name");
    }
    return text;
  }

  #reader(): TrackioLines {
    const listener: LineListener = {
      name: (series) => this.#nameOf(series),
      other: (event) => {
        if (event.type === "end") this.#end = event;
        if (event.type === "resumed") this.#end = undefined;
        if (event.type === "artifact") this.#files.push(`artifacts/${event.path ?? event.name}`);
      },
    };
    return new TrackioLines(this.#key, listener);
  }

  #nameOf(series: SeriesEvent): string | undefined {
    const path = metricPath(series);
    try {
      const name = this.#names.metric(series);
      if (name !== path) this.#renamed.set(path, name);
      if (series.unit !== undefined) this.#units.set(name, series.unit);
      return name;
    } catch (error) {
      this.#refused.set(`metrics/${path}`, error);
      return undefined;
    }
  }
}

/** The lines that the run's new events end, then the one that they leave open. */
function* linesOf(
  lines: TrackioLines,
  run: Run,
): Generator<{ line: TrackioLine; isOpen: boolean }, void, undefined> {
  for (const line of lines.read(run)) yield { line, isOpen: false };
  const open = lines.open();
  if (open !== undefined) yield { line: open, isOpen: true };
}

function notKept(): SinkError {
  return new SinkError(
    "SINK_CONTENT",
    'Cannot send "lines": the server took them but does not hold them; look at its log and its disk',
    { path: "lines", retryable: true },
  );
}
