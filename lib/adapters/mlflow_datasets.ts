import { canonicalJson } from "../base/canonical_json.ts";
import { type DatasetDescription, type DatasetEvent, textAsset } from "../../mod.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { _fitText } from "./mlflow_texts.ts";

/** A dataset of a run, as `runs/log-inputs` takes it. */
export interface _MlflowDataset {
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly dataset: {
    readonly name: string;
    /** At most 36 characters. */
    readonly digest: string;
    readonly source_type: string;
    /** JSON that MLflow's own reader of that type takes. */
    readonly source: string;
    readonly schema?: string;
    readonly profile: string;
  };
}

/** The most characters of a dataset's parts. A profile may have 16 million, a request one. */
const MAX_NAME = 500;
const MAX_DIGEST = 36;
const MAX_TAG = 500;
const MAX_SOURCE = 65_535;
const MAX_PROFILE = 200_000;
const MAX_SCHEMA = 20_000;

/** What MLflow calls the stores that a dataset can lie in. */
const SOURCES: Readonly<Record<string, string>> = {
  http: "http",
  https: "http",
  s3: "s3",
  gs: "gs",
  hdfs: "hdfs",
  abfss: "abfss",
  wasbs: "wasbs",
};

/** A dataset as MLflow knows it; the whole digest is in its source.
 *
 * @param isTaken whether the run has another dataset of this name and digest, of which the server
 * would keep the first alone
 */
export function _mlflowDataset(
  event: DatasetEvent,
  isTaken: (nameAndDigest: string) => boolean,
): _MlflowDataset {
  const { label, context, direction, files } = event;
  const info = event.info as Partial<DatasetDescription>;
  const sha256 = typeof info.sha256 === "string"
    ? info.sha256
    : textAsset("dataset", canonicalJson([event.info, files ?? []])).sha256;
  const digest = sha256.slice(0, MAX_DIGEST);
  const given = typeof info.name === "string" && info.name !== "" ? info.name : label;
  const name = isTaken(`${given} ${digest}`) ? `${given} (${label})` : given;
  const tags = [
    ["mlflow.data.context", context ?? label],
    ["stemma.label", label],
    ...(direction === "output" ? [["stemma.direction", direction]] : []),
  ];
  const schema = schemaOf(info);
  return {
    tags: tags.map(([key, value]) => ({ key, value: _fitText(value, MAX_TAG).text })),
    dataset: {
      name: _fitText(name, MAX_NAME).text,
      digest,
      ...sourceOf(info, sha256, files),
      ...(schema === undefined ? {} : { schema }),
      profile: profileOf(info, sha256),
    },
  };
}

function sourceOf(
  { uri }: Partial<DatasetDescription>,
  sha256: string,
  files: DatasetEvent["files"],
): { source_type: string; source: string } {
  const scheme = typeof uri === "string" ? /^([a-z][a-z0-9+.-]*):/i.exec(uri)?.[1] : undefined;
  const type = uri === undefined ? "code" : SOURCES[scheme?.toLowerCase() ?? ""] ?? "local";
  const place = type === "code" ? { tags: {} } : { [type === "http" ? "url" : "uri"]: uri };
  const whole = canonicalJson({ ...place, sha256, ...(files && { files }) });
  const source = whole.length <= MAX_SOURCE ? whole : canonicalJson({ ...place, sha256 });
  return { source_type: type, source: source.length <= MAX_SOURCE ? source : "{}" };
}

/** What MLflow's page shows of a dataset's size, with the rest of the description. */
function profileOf(info: Partial<DatasetDescription>, sha256: string): string {
  const { samples, shape } = info;
  const rows = typeof samples === "number" ? { num_rows: samples } : {};
  const width = (shape ?? []).reduce<number>((product, size) => product * (size ?? NaN), 1);
  const count = typeof samples === "number" && shape !== undefined && Number.isSafeInteger(width)
    ? { num_elements: samples * width }
    : {};
  const whole = canonicalJson({ ...info, ...rows, ...count, sha256 });
  return whole.length <= MAX_PROFILE ? whole : canonicalJson({ ...rows, ...count, sha256 });
}

/** The shapes of a sample and of its label, as MLflow's `TensorDatasetSchema`. */
function schemaOf({ shape, labelShape, dtype }: Partial<DatasetDescription>): string | undefined {
  if (shape === undefined || typeof dtype !== "string" || dtype.includes(",")) return undefined;
  const spec = (sizes: readonly (number | null)[]) =>
    JSON.stringify([{
      type: "tensor",
      "tensor-spec": { dtype, shape: [-1, ...sizes.map((size) => size ?? -1)] },
    }]);
  const targets = labelShape === undefined ? null : spec(labelShape);
  const text = JSON.stringify({ mlflow_tensorspec: { features: spec(shape), targets } });
  return text.length <= MAX_SCHEMA ? text : undefined;
}

/** Adds datasets to a run, a request each: a description may be as long as a request. The server
 * keeps one of a name and digest. */
export async function _sendDatasets(
  client: _MlflowClient,
  runId: string,
  datasets: readonly _MlflowDataset[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const dataset of datasets) {
    const body = JSON.stringify({ run_id: runId, datasets: [dataset] });
    const path = `datasets/${dataset.dataset.name}`;
    await client.call({ path, doing: "send", call: "runs/log-inputs", body, signal });
  }
}
