import { csvParseRows } from "d3-dsv";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";

const pointsOf = ({ smoke }: Job) => smoke ? 2_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 5 };

const START = 1_778_069_000_000;
const utf8 = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const valueAt = (i: number) => Math.sin(i) + 1 / (i + 1);

/** A folder of E3: a document that names one metric file. */
function csvFolder(points: number): Map<string, Uint8Array> {
  const lines = ["epoch,value,timestep"];
  for (let i = 0; i < points; i++) lines.push(`${i},${valueAt(i)},${START + i}`);
  const document = {
    prefix: { yprov: "https://github.com/HPCI-Lab/yProv4ML", default: "m_GR0_0" },
    activity: { "m_GR0_0": { "yprov:run_id": "0", "yprov:experiment_dir": "prov/m_0" } },
    entity: {
      loss: {
        "prov:type": "provml:Metric",
        "prov:label": "loss",
        "dcterms:identifier": "prov/m_0/metrics_GR0/loss.csv",
      },
    },
  };
  return new Map([
    ["prov_m_GR0_0.json", utf8(JSON.stringify(document))],
    ["metrics_GR0/loss.csv", utf8(lines.join("\n"))],
  ]);
}

/** A folder of E1: a document that holds the points as texts of lists. */
function listFolder(points: number): Map<string, Uint8Array> {
  const list = (item: (i: number) => string) =>
    `[${Array.from({ length: points }, (_, i) => item(i)).join(", ")}]`;
  const document = {
    prefix: { "prov-ml": "prov-ml", default: "www.example.org" },
    entity: {
      m: { "prov-ml:type": "LearningStage", "prov-ml:run_id": "0" },
      loss: {
        "prov-ml:type": "Metric",
        "prov-ml:name": "loss",
        "prov-ml:metric_epoch_list": list(String),
        "prov-ml:metric_value_list": list((i) => `np.float64(${valueAt(i)})`),
        "prov-ml:metric_timestamp_list": list((i) => String(START + i)),
      },
    },
  };
  return new Map([["provgraph_m_GR0.json", utf8(JSON.stringify(document))]]);
}

type Folder = ReadonlyMap<string, Uint8Array>;

function side(
  name: string,
  folder: (points: number) => Folder,
  read: (files: Folder) => number | Promise<number>,
): Side {
  return {
    name,
    async measure(job) {
      const files = folder(pointsOf(job));
      return perSecond(pointsOf(job), await milliseconds(repeatsOf(job), () => read(files)));
    },
  };
}

const imported = async (files: Folder) => (await runFromYprov4ml(files)).run.length;

const fileOf = (files: Folder) => textOf(files.get("metrics_GR0/loss.csv")!);

function splitLists(files: Folder): number {
  const { entity: { loss } } = JSON.parse(textOf(files.get("provgraph_m_GR0.json")!));
  const columns = ["epoch", "value", "timestamp"].map((name) => {
    const text: string = loss[`prov-ml:metric_${name}_list`];
    return text.slice(1, -1).split(", ").map((item) =>
      Number(item.replace("np.float64(", "").replace(")", ""))
    );
  });
  return columns[0].length;
}

/** Run folders of yProv4ML, from their bytes to a run. */
export const yprov4mlRows: readonly Row[] = [{
  id: "yprov4ml/csv",
  work: "import a folder of 1 M points in a CSV file",
  unit: "points/s",
  better: "more",
  bar: ">= 1 M points/s",
  sides: [
    side("runFromYprov4ml", csvFolder, imported),
    side(
      "split().map(Number), no run",
      csvFolder,
      (files) =>
        fileOf(files).split("\n").slice(1).map((line) => line.split(",").map(Number))
          .length,
    ),
    side(
      "d3-dsv csvParseRows, no run",
      csvFolder,
      (files) => csvParseRows(fileOf(files)).map((row: string[]) => row.map(Number)).length,
    ),
  ],
}, {
  id: "yprov4ml/list",
  work: "import a document of 1 M points as texts of lists",
  unit: "points/s",
  better: "more",
  bar: ">= 1 M points/s",
  sides: [
    side("runFromYprov4ml", listFolder, imported),
    side("JSON.parse, split().map(Number), no run", listFolder, splitLists),
  ],
}];
