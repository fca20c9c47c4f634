import type {
  CommandDescription,
  DatasetDescription,
  ModelDescription,
  OptimizerDescription,
  SourceDescription,
  Value,
} from "../../mod.ts";

type Facts = Readonly<Record<string, Value>>;

/** What a model's facts say of it; facts of yProv4ML have the model's name before them or not. */
export function _describeModel(name: string, facts: Facts): ModelDescription {
  const rest = new Map(Object.entries(facts));
  const take = (key: string) => {
    for (const each of [key, `${name}_${key}`]) {
      const value = rest.get(each);
      if (typeof value === "number") return rest.delete(each), value;
    }
    return undefined;
  };
  const parameters = take("total_params");
  const megabytes = take("memory_of_model");
  const dtype = rest.get("precision");
  return {
    ...(parameters !== undefined && { parameters }),
    ...(megabytes !== undefined && { memory: Math.round(megabytes * 1e6) }),
    ...(typeof dtype === "string" && { dtype }),
    ...(rest.size > 0 && { attributes: Object.fromEntries(rest) }),
  };
}

/** What a dataset's facts say of it: `<label>_stat_batch_size` and so on. */
export function _describeDataset(label: string, facts: Facts): DatasetDescription {
  const rest = new Map<string, Value>();
  for (const [key, value] of Object.entries(facts)) {
    const start = `${label}_stat_`;
    rest.set(key.startsWith(start) && key !== start ? key.slice(start.length) : key, value);
  }
  const take = <T extends Value>(
    key: string,
    isRight: (value: Value | undefined) => value is T,
  ) => {
    const value = rest.get(key);
    return isRight(value) ? (rest.delete(key), value) : undefined;
  };
  const isNumber = (value: Value | undefined): value is number => typeof value === "number";
  const isBoolean = (value: Value | undefined): value is boolean => typeof value === "boolean";
  const samples = take("total_samples", isNumber);
  const batches = take("total_batches", isNumber) ?? take("total_steps", isNumber);
  const batchSize = take("batch_size", isNumber);
  const workers = take("num_workers", isNumber);
  const shuffle = take("shuffle", isBoolean);
  return {
    ...(samples !== undefined && { samples }),
    ...(batches !== undefined && { batches }),
    ...(batchSize !== undefined && { batchSize }),
    ...(workers !== undefined && { workers }),
    ...(shuffle !== undefined && { shuffle }),
    ...(rest.size > 0 && { attributes: Object.fromEntries(rest) }),
  };
}

/** Datasets that are only told by parameters `<label>_stat_…`, as E1 does. */
export function _datasetsOf(params: Facts): [label: string, facts: Facts][] {
  const found = new Map<string, [string, Value][]>();
  for (const [key, value] of Object.entries(params)) {
    const label = /^(.+?)_stat_./.exec(key)?.[1];
    if (label === undefined) continue;
    const facts = found.get(label);
    if (facts === undefined) found.set(label, [[key, value]]);
    else facts.push([key, value]);
  }
  return Array.from(found, ([label, facts]) => [label, Object.fromEntries(facts)]);
}

/** The model that is only told by parameters, as E1 does. */
export function _modelOf(params: Facts): [name: string, facts: Facts] | undefined {
  const name = params.model_name;
  const keys = ["total_params", "memory_of_model", "total_memory_load_of_model", "precision"];
  const facts = keys.filter((key) => Object.hasOwn(params, key)).map((key) => [key, params[key]]);
  if (facts.length === 0) return undefined;
  const known = Object.hasOwn(params, "model_name") && typeof name === "string" && name !== "";
  return [known ? name : "model", Object.fromEntries(facts)];
}

/** The optimizer, where parameters name one: `optimizer` or `optimizer_name`. */
export function _optimizerOf(params: Facts): OptimizerDescription | undefined {
  const get = (key: string) => Object.hasOwn(params, key) ? params[key] : undefined;
  const name = [get("optimizer_name"), get("optimizer")]
    .find((each) => typeof each === "string" && each !== "");
  if (typeof name !== "string") return undefined;
  const rate = ["optimizer_lr", "optimizer_learning_rate", "learning_rate", "lr"].map(get)
    .find((each) => typeof each === "number");
  return { name, ...(typeof rate === "number" && { learningRate: rate }) };
}

/** A command as its words; quotes hold words together. */
export function _commandOf(text: string): CommandDescription {
  const words = text.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return { arguments: words.map((word) => word.replace(/^(["'])(.*)\1$/s, "$2")) };
}

/** The code that was run, by the texts that name it: `<remote>/<commit>`, or a file. */
export function _sourceOf(texts: readonly string[]): SourceDescription | undefined {
  const files: { path: string; status: "unchanged" }[] = [];
  let repository: { remote: string; commit: string } | undefined;
  for (const text of new Set(texts)) {
    const [, remote, commit] = /^(\S+)\/([0-9a-f]{7,64})$/.exec(text) ?? [];
    if (remote === undefined) files.push({ path: text, status: "unchanged" });
    else repository ??= { remote: remote.replace(/(:\/\/)[^/@]*@/, "$1"), commit };
  }
  if (repository === undefined && files.length === 0) return undefined;
  return { ...repository, ...(files.length > 0 && { files }) };
}
