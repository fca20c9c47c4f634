import type { ArtifactEvent, EndEvent, LogEvent, ParamEvent, SeriesEvent } from "../../mod.ts";
import { messageOf } from "../base/options.ts";
import { _pngSize } from "./png_size.ts";
import type { _Fields } from "./protobuf.ts";
import { type _KeptFolder, _keptKey, type _KeptPoints } from "./tensorboard_kept.ts";
import { _TensorboardNames } from "./tensorboard_names.ts";
import { _EventRecords, _scalarLabel } from "./tensorboard_records.ts";
import { _errorText, _hparamOf, _paramTable, _runTable, _tagTable } from "./tensorboard_tables.ts";
import {
  type _Hparam,
  _imageValue,
  _SESSION_END,
  _SESSION_START,
  _sessionEnd,
  _sessionStart,
  _textValue,
} from "./tensorboard_values.ts";

/** Who is asked and told while a run's records are made. */
export interface _TensorboardListener {
  /** The bytes of an artifact by its path in the run folder.
   *
   * @throws {Error} where they are not at hand */
  content(path: string): Uint8Array;
  /** Told of a name, or a value, that could not stay as it is. */
  changed(path: string, to: string, reason: string): void;
  /** Told of what is left out. */
  skipped(path: string, reason: string): void;
}

/** A folder that TensorBoard takes for a run: its new records, and what its files hold already. */
class Folder {
  records: _EventRecords | undefined;
  readonly kept: _KeptFolder | undefined;

  constructor(kept: _KeptFolder | undefined) {
    this.kept = kept;
  }

  at(wall: number): _EventRecords {
    return this.records ??= new _EventRecords(wall);
  }

  /** Adds what is no point, unless the files have it. */
  add(wall: number, step: number, tag: string, value: () => _Fields[]): void {
    if (this.kept?.values.has(_keptKey(tag, wall, step))) return;
    const fields = value();
    this.at(wall).value(wall, step, ...fields);
  }
}

/** The last step that the table of hyper-parameters can hold; one run beyond it breaks the table. */
const LAST_STEP = 2 ** 31 - 1;

/** A series on its way into its folder. */
interface Curve {
  readonly path: string;
  readonly folder: Folder;
  readonly label: Uint8Array;
  readonly kept: _KeptPoints | undefined;
  overflowed: boolean;
}

/** Makes the records of a run from its events, which are given in order, all or slice by slice. */
export class _TensorboardRun {
  /** Who is asked and told; it may change between two slices. */
  told: _TensorboardListener = { content: () => new Uint8Array(), changed() {}, skipped() {} };
  /** When the run began, in seconds since the epoch. */
  started = 0;
  /** By place below the run's folder, which is empty for the run itself. */
  readonly #folders = new Map<string, Folder>();
  readonly #kept: ReadonlyMap<string, _KeptFolder>;
  readonly #names = new _TensorboardNames((...change) => this.told.changed(...change));
  readonly #curves: Curve[] = [];
  readonly #params: ParamEvent[] = [];
  readonly #hparams = new Map<string, _Hparam>();
  readonly #tags = new Map<string, string>();
  /** The tags of pictures, which the versions of an artifact share. */
  readonly #images = new Map<string, string>();
  /** Texts that the end of the slice writes: what they say, and when it was said. */
  readonly #texts = new Map<string, { markdown: () => string; wall: number; step: number }>();
  /** The number of the next event. */
  #number = 0;
  #session: "none" | "begun" | "left out" = "none";

  /** Makes one that has seen no event yet.
   *
   * @param kept what files hold already, by folder: it is left out
   */
  constructor(kept: ReadonlyMap<string, _KeptFolder> = new Map()) {
    this.#kept = kept;
  }

  /** Takes the next event. */
  add(event: LogEvent): void {
    const number = this.#number++;
    if (event.type === "metric") {
      const curve = this.#curves[event.series];
      const wall = event.timestamp / 1000;
      if (curve.kept?.has(wall, event.step, event.value)) return;
      const fits = curve.folder.at(wall).scalar(curve.label, wall, event.step, event.value);
      if (!fits && !curve.overflowed) this.#tellOverflow(curve);
      if (event.step > LAST_STEP && this.#session !== "left out") this.#leaveSessionOut();
      return;
    }
    if (event.type === "series") return void this.#curves.push(this.#curveOf(event));
    const say = (name: string, markdown: () => string) => {
      this.#texts.set(`run/${name}`, { markdown, wall: event.timestamp / 1000, step: number });
    };
    switch (event.type) {
      case "start": {
        const { description, tags } = event;
        this.started = event.timestamp / 1000;
        // The run's own folder comes before those of its contexts.
        this.#folder("");
        say("facts", () => _runTable(event));
        if (description !== undefined) say("description", () => description);
        for (const [key, value] of Object.entries(tags ?? {})) this.#tags.set(key, value);
        if (this.#tags.size > 0) say("tags", () => _tagTable(this.#tags));
        return;
      }
      case "param":
        this.#addParam(event);
        return say("params", () => _paramTable(this.#params));
      case "tag":
        this.#tags.set(event.key, event.value);
        return say("tags", () => _tagTable(this.#tags));
      case "description":
        return say("description", () => event.text);
      case "artifact":
        return this.#addImage(event);
      case "end":
        if (event.error !== undefined) say("error", () => _errorText(event.error!));
        return this.#endSession(event);
    }
  }

  /** Ends a slice: texts and hyper-parameters are written as they stand. */
  endSlice(): void {
    const folder = this.#folder("");
    for (const [tag, { markdown, wall, step }] of this.#texts) {
      folder.add(wall, step, tag, () => _textValue(tag, markdown()));
    }
    this.#texts.clear();
    if (this.#curves.length > 0) this.#beginSession();
  }

  /** The new records of each folder that has any. */
  *written(): Generator<[place: string, records: _EventRecords]> {
    for (const [place, { records }] of this.#folders) {
      if (records !== undefined && records.length > 0) yield [place, records];
    }
  }

  #folder(path: string): Folder {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const folder = new Folder(this.#kept.get(path));
    this.#folders.set(path, folder);
    return folder;
  }

  #curveOf({ key, context, source }: SeriesEvent): Curve {
    const place = this.#names.folder(context);
    const name = source === undefined ? key : `${key}@${source}`;
    const path = `metrics/${context === undefined ? "" : `${context}/`}${name}`;
    const tag = this.#names.tag(place, name, path);
    const folder = this.#folder(place);
    const kept = folder.kept?.points.get(tag);
    return { path, folder, label: _scalarLabel(tag), kept, overflowed: false };
  }

  #tellOverflow(curve: Curve): void {
    curve.overflowed = true;
    this.told.changed(curve.path, "Infinity", "a value is beyond what a float32 can hold");
  }

  #addParam(event: ParamEvent): void {
    this.#params.push(event);
    const { key, context, direction, value } = event;
    if (direction === "output") return;
    const path = context === undefined ? key : `${context}/${key}`;
    if (this.#session !== "begun") {
      this.#hparams.set(this.#names.tag("hparams", path, `params/${path}`), _hparamOf(value));
      return;
    }
    const reason = "the table of hyper-parameters was begun before";
    this.told.changed(`params/${path}`, "run/params", reason);
  }

  /** Hyper-parameters are told once: when the first points are there, or the end. */
  #beginSession(): void {
    if (this.#session !== "none" || this.#hparams.size === 0) return;
    this.#session = "begun";
    const value = () => _sessionStart(this.#hparams, this.started);
    this.#folder("").add(this.started, 0, _SESSION_START, value);
  }

  #endSession({ status, timestamp }: EndEvent): void {
    this.#beginSession();
    if (this.#session !== "begun") return;
    const wall = timestamp / 1000;
    this.#folder("").add(wall, 0, _SESSION_END, () => _sessionEnd(status === "FINISHED", wall));
  }

  #leaveSessionOut(): void {
    this.#session = "left out";
    const reason = `TensorBoard's table of hyper-parameters fails on steps beyond ${LAST_STEP}`;
    this.told.skipped("hparams", reason);
  }

  #addImage({ name, version, mediaType, path, step, timestamp, context }: ArtifactEvent): void {
    if (mediaType !== "image/png" || path === undefined) return;
    const wall = timestamp / 1000;
    const place = this.#names.folder(context);
    const id = `${place}/${name}`;
    let tag = this.#images.get(id);
    if (tag === undefined) {
      this.#images.set(id, tag = this.#names.tag(place, name, `artifacts/${name}`));
    }
    const at = step ?? Number(version.slice(1));
    try {
      this.#folder(place).add(wall, at, tag, () => {
        const bytes = this.told.content(path);
        const size = _pngSize(bytes);
        if (size === undefined) throw new TypeError("it is no PNG picture");
        return _imageValue(tag, { ...size, bytes });
      });
    } catch (error) {
      this.told.skipped(path, messageOf(error));
    }
  }
}
