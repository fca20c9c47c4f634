/** What the fake MLflow says of a request that it does not take. */
export class Refused extends Error {
  readonly status: number;
  readonly errorCode: string;
  constructor(errorCode: string, message: string, status = 400) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

type Check = (value: unknown, path: string) => void;

/** Refuses, where the real server would swallow what it cannot parse and go on. */
export function invalid(path: string, reason: string): Refused {
  return new Refused("INVALID_PARAMETER_VALUE", `Invalid value for '${path}': ${reason}`);
}

/** A text of at most so many characters, without what databases refuse. */
export const text = (max: number, least = 0): Check => (value, path) => {
  if (typeof value !== "string") throw invalid(path, `no text but ${typeof value}`);
  const length = Array.from(value).length;
  if (length > max || length < least) {
    throw invalid(path, `${length} characters, not ${least} to ${max}`);
  }
  if (value.includes("\0") || !value.isWellFormed()) throw invalid(path, "no database takes it");
};

/** A name of a metric, param or tag, on a server that runs on Windows. */
export const name: Check = (value, path) => {
  text(250, 1)(value, path);
  const given = value as string;
  if (!/^[\p{L}\p{N}_./ -]*$/u.test(given)) throw invalid(path, `the name ${given}`);
  const segments = given.split("/");
  if (
    given.startsWith("..") || segments.some((part) => part === "" || part === "." || part === "..")
  ) {
    throw invalid(path, `the name ${given} resolves to another one`);
  }
};

/** A whole number within int64 that a float64 holds. */
export const integer = (least: number): Check => (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < least) {
    throw invalid(path, `${value} is no integer from ${least}`);
  }
};

/** A metric's value. */
export const metricValue: Check = (value, path) => {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return;
  if (typeof value !== "number" || Object.is(value, -0)) throw invalid(path, `${value}`);
};

/** One of some texts. */
export const oneOf = (...texts: readonly string[]): Check => (value, path) => {
  if (!texts.includes(value as string)) throw invalid(path, `${value} is none of ${texts}`);
};

/** A list of at most so many things. */
export const list = (check: Check, max: number = Infinity): Check => (value, path) => {
  if (!Array.isArray(value)) throw invalid(path, "no list");
  if (value.length > max) throw invalid(path, `${value.length} are more than ${max}`);
  value.forEach((item, i) => check(item, `${path}[${i}]`));
};

/** An object of exactly these members; those with "?" may be missing. */
export const object = (members: Readonly<Record<string, Check>>): Check => (value, path) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(path, "no object");
  }
  const given = value as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!(key in members) && !(`${key}?` in members)) {
      throw invalid(`${path}.${key}`, "nobody knows it");
    }
  }
  for (const [key, check] of Object.entries(members)) {
    const optional = key.endsWith("?");
    const member = optional ? key.slice(0, -1) : key;
    if (given[member] !== undefined) check(given[member], `${path}.${member}`);
    else if (!optional) throw invalid(`${path}.${member}`, "it is missing");
  }
};

const id = text(64, 1);
const tag = object({ key: name, value: text(5000) });
const time = integer(0);

/** What each call takes, as MLflow's documentation has it and more strictly than MLflow checks it. */
export const bodies: Readonly<Record<string, Check>> = {
  "experiments/create": object({ name: text(500, 1), tags: list(tag) }),
  "experiments/restore": object({ experiment_id: id }),
  "runs/create": object({
    experiment_id: id,
    run_name: text(250, 1),
    start_time: time,
    tags: list(tag, 100),
  }),
  "runs/search": object({
    experiment_ids: list(id),
    filter: text(1000),
    run_view_type: oneOf("ALL", "ACTIVE_ONLY", "DELETED_ONLY"),
    max_results: integer(1),
  }),
  "runs/update": object({
    run_id: id,
    status: oneOf("RUNNING", "FINISHED", "FAILED", "KILLED"),
    "end_time?": time,
  }),
  "runs/delete": object({ run_id: id }),
  "runs/set-tag": object({ run_id: id, key: name, value: text(5000) }),
  "runs/log-batch": object({
    run_id: id,
    "metrics?": list(
      object({ key: name, value: metricValue, timestamp: time, step: integer(0) }),
      1000,
    ),
    "params?": list(object({ key: name, value: text(6000) }), 100),
    "tags?": list(tag, 100),
  }),
  "runs/log-inputs": object({
    run_id: id,
    datasets: list(
      object({
        tags: list(object({ key: text(255, 1), value: text(500) })),
        dataset: object({
          name: text(500, 1),
          digest: text(36, 1),
          source_type: text(100, 1),
          source: text(65_535, 1),
          "schema?": text(1_048_575),
          "profile?": text(16_777_215),
        }),
      }),
      1000,
    ),
  }),
};
