import type { LogEvent, MetricEvent, OptimizerEvent } from "../../mod.ts";
import { type _MlflowDataset, _mlflowDataset } from "./mlflow_datasets.ts";
import { _createMlflowNames, type _MlflowNames, type _Named, _wantedName } from "./mlflow_names.ts";
import { _nameNotes } from "./mlflow_name_notes.ts";
import { _ownTags } from "./mlflow_tags.ts";
import {
  _fitText,
  _MAX_PARAM,
  _MAX_RUN_NAME,
  _MAX_TAG,
  _valueText,
  _wholeTime,
} from "./mlflow_texts.ts";

/** A part of a log-batch, as JSON. */
export interface _MlflowPart {
  readonly kind: "params" | "tags";
  readonly name: string;
  readonly json: string;
}

/** A point as JSON, and how many bytes of UTF-8 that has. */
export interface _MlflowPoint {
  readonly json: string;
  readonly bytes: number;
}

/** What MLflow got in place of a part of the run. */
export interface _MlflowChange {
  readonly path: string;
  readonly to: string;
  readonly reason: string;
}

/** Turns the events of one run, from the first one on, into what MLflow takes.
 *
 * Every field is what MLflow's parser takes: of one that it does not, it says nothing and drops all
 * that follows.
 */
export class _MlflowMapping {
  readonly #params = _createMlflowNames();
  readonly #metrics = _createMlflowNames();
  readonly #tags = _createMlflowNames("stemma.");
  readonly #series: { path: string; head: string; bytes: number; last: string }[] = [];
  readonly #datasets = new Map<string, string>();
  readonly #told = new Set<string>();
  #changes: _MlflowChange[] = [];
  #optimizers = 0;
  #hasUser = false;
  #noted = 0;
  /** What has no name at MLflow, by its path, with the reason. */
  readonly refused: Map<string, unknown> = new Map();

  /** What was changed since the last call, each thing once. */
  takeChanges(): _MlflowChange[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** The tags that tell which names are others at MLflow, where there are new ones since the last
   * call. */
  takeNotes(): _MlflowPart[] {
    const all = { params: this.#params, metrics: this.#metrics, tags: this.#tags };
    const count = Object.values(all).reduce((sum, { changed }) => sum + changed.length, 0);
    if (count === this.#noted) return [];
    this.#noted = count;
    return _nameNotes(all).map(([name, text]) => this.#text("tags", name, text, _MAX_TAG));
  }

  /** A point; `undefined` where its series has no name at MLflow. */
  point({ series, step, value, timestamp }: MetricEvent): _MlflowPoint | undefined {
    const column = this.#series[series];
    const { path, head, bytes } = column;
    if (bytes === 0) return undefined;
    const time = _wholeTime(timestamp);
    if (time !== timestamp) {
      this.#change(path, "whole milliseconds since 1970", "MLflow takes no other times");
    }
    if (Object.is(value, -0)) this.#change(path, "0", "MLflow takes −0 for 0");
    const number = Number.isFinite(value) ? `${value}` : this.#notFinite(path, value);
    const tail = `${number},"timestamp":${time},"step":${step}}`;
    if (tail === column.last) {
      this.#change(path, "one point", "MLflow keeps one of points equal in step, time and value");
    }
    column.last = tail;
    return { json: head + tail, bytes: bytes + tail.length };
  }

  /** The params and tags of an event that is no point. */
  parts(event: LogEvent): _MlflowPart[] {
    if (event.type === "series") {
      this.#declare(event);
      return [];
    }
    const parts = _ownTags(event).filter(([name]) => name !== "mlflow.user" || this.#user())
      .map(([name, text]) =>
        this.#text("tags", name, text, name === "mlflow.runName" ? _MAX_RUN_NAME : _MAX_TAG)
      );
    if (event.type === "start") {
      for (const [key, text] of Object.entries(event.tags ?? {})) {
        parts.push(...this.#tag(key, text));
      }
    }
    if (event.type === "tag") parts.push(...this.#tag(event.key, event.value));
    if (event.type === "optimizer") parts.push(...this.#optimizer(event));
    if (event.type === "param") parts.push(...this.#param(event, _valueText(event.value)));
    return parts;
  }

  /** The dataset of an event, where it has one. */
  dataset(event: LogEvent): _MlflowDataset | undefined {
    if (event.type !== "dataset") return undefined;
    const { label } = event;
    const found = _mlflowDataset(event, (key) => (this.#datasets.get(key) ?? label) !== label);
    const { name, digest } = found.dataset;
    this.#datasets.set(`${name} ${digest}`, label);
    this.#change(
      `datasets/${label}`,
      digest,
      "a digest has at most 36 characters at MLflow; " +
        "the dataset's source holds the whole one",
    );
    return found;
  }

  #declare(named: _Named): void {
    const path = `metrics/${_wantedName(named)}`;
    const name = this.#name("metrics", this.#metrics, named);
    const head = `{"key":${JSON.stringify(name)},"value":`;
    const bytes = name === undefined ? 0 : new TextEncoder().encode(head).length;
    this.#series.push({ path, head, bytes, last: "" });
  }

  #param(named: _Named, text: string): _MlflowPart[] {
    const { key, context } = named;
    const name = this.#name("params", this.#params, { key, context });
    return name === undefined ? [] : [this.#text("params", name, text, _MAX_PARAM)];
  }

  #tag(key: string, text: string): _MlflowPart[] {
    const name = this.#name("tags", this.#tags, { key });
    return name === undefined ? [] : [this.#text("tags", name, text, _MAX_TAG)];
  }

  #optimizer({ name, settings }: OptimizerEvent): _MlflowPart[] {
    const which = ++this.#optimizers === 1 ? "optimizer" : `optimizer ${this.#optimizers}`;
    return [
      ...this.#param({ key: which }, name),
      ...Object.entries(settings).flatMap(([key, value]) =>
        this.#param({ key: `${which}.${key}` }, _valueText(value))
      ),
    ];
  }

  #text(kind: _MlflowPart["kind"], name: string, given: string, max: number): _MlflowPart {
    const { text, reason } = _fitText(given, max);
    if (reason !== undefined) this.#change(`${kind}/${name}`, `${text.slice(0, 40)}…`, reason);
    return { kind, name, json: JSON.stringify({ key: name, value: text }) };
  }

  #name(kind: string, names: _MlflowNames, named: _Named): string | undefined {
    const path = `${kind}/${_wantedName(named)}`;
    try {
      const before = names.changed.length;
      const sent = names.to(named);
      if (names.changed.length > before) {
        this.#change(path, sent, "MLflow takes no such name, or another one has it");
      }
      return sent;
    } catch (error) {
      this.refused.set(path, error);
      return undefined;
    }
  }

  /** The first one who is named is the user: whoever started the run, before the account. */
  #user(): boolean {
    const isFirst = !this.#hasUser;
    this.#hasUser = true;
    return isFirst;
  }

  #notFinite(path: string, value: number): string {
    if (!Number.isNaN(value)) {
      this.#change(path, value > 0 ? "1.797e308" : "-1.797e308", "MLflow's store has no ±Infinity");
    }
    return `"${value}"`;
  }

  #change(path: string, to: string, reason: string): void {
    const what = `${path} ${to}`;
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#changes.push({ path, to, reason });
  }
}
