import { toPlain } from "../base/plain.ts";
import { isTypedValue, type JsonValue } from "../base/value.ts";
import { createNames } from "../destination.ts";
import type { Model } from "../../mod.ts";
import { _createMlflowNames, _idText } from "./mlflow_names.ts";
import { _fitText, _MAX_PARAM, _MAX_TAG, _valueText } from "./mlflow_texts.ts";

/** A model of a run as MLflow knows it. */
export interface _ModelFacts {
  readonly model: Model;
  /** Tells it from the other models of the run; in the tag {@link _MODEL_TAG}. */
  readonly key: string;
  /** Its path in the report. */
  readonly path: string;
  /** Its name at MLflow, which versions share. */
  readonly name: string;
  readonly type: string | undefined;
  readonly params: readonly { readonly key: string; readonly value: string }[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The tag that a model is found again by. */
export const _MODEL_TAG = "stemma.model";

/** MLflow refuses these in a model's name; the others mean something to databases. */
const REFUSED = /[/:.%"'\p{Cc}]/u;
const MAX_NAME = 250;
const MAX_KEY = 1000;

/** The models of a run, each with the facts that MLflow shows. */
export function _modelFacts(models: readonly Model[]): _ModelFacts[] {
  const names = createNames({
    allowed: (letter) => letter.length === 1 && !REFUSED.test(letter),
    maxLength: MAX_NAME,
  });
  const counts = new Map<string, number>();
  return models.map((model) => {
    const count = (counts.get(model.name) ?? 0) + 1;
    if (model.version === undefined) counts.set(model.name, count);
    // A name can be logged several times as a whole; its versions are counted by themselves.
    const which = model.version ?? (count === 1 ? "" : `#${count}`);
    const path = `models/${model.name}${which === "" ? "" : `/${which}`}`;
    const text = JSON.stringify([model.name, which]);
    const key = text.length <= MAX_KEY ? text : _idText(text);
    const { kind } = model.info ?? {};
    return {
      model,
      key,
      path,
      name: names.to(model.name),
      type: typeof kind === "string" ? _fitText(kind, MAX_NAME).text : undefined,
      params: paramsOf(model),
      tags: tagsOf(model, key),
    };
  });
}

function paramsOf({ info = {} }: Model): { key: string; value: string }[] {
  const names = _createMlflowNames();
  const params: { key: string; value: string }[] = [];
  const add = (key: string, value: unknown) => {
    if (typeof value !== "object" || value === null || isTypedValue(value)) {
      const text = _fitText(_valueText(value as JsonValue), _MAX_PARAM).text;
      params.push({ key: names.to({ key }), value: text });
      return;
    }
    for (const [member, inner] of Object.entries(value)) add(`${key}.${member}`, inner);
  };
  for (const [key, value] of Object.entries(toPlain(info, "a model") as object)) add(key, value);
  return params;
}

function tagsOf(model: Model, key: string): { key: string; value: string }[] {
  const { version, context, sha256, size, uri, name, step } = model;
  const tags = {
    [_MODEL_TAG]: key,
    "stemma.name": name,
    "stemma.version": version,
    "stemma.context": context,
    "stemma.step": step?.toString(),
    "stemma.sha256": sha256,
    "stemma.size": size?.toString(),
    "stemma.uri": uri,
  };
  return Object.entries(tags).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: _fitText(value, _MAX_TAG).text }]
  );
}
