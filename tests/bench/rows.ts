import { csvRows } from "./csv.ts";
import { hashRows } from "./hashes.ts";
import { importRows } from "./import_time.ts";
import { journalRows } from "./journal.ts";
import { jsonLdRows } from "./jsonld.ts";
import { largeRunRows } from "./large_run.ts";
import { logMetricRows } from "./log_metric.ts";
import { logRecordRows } from "./log_record.ts";
import { memoryRows } from "./memory.ts";
import { mlflowRows } from "./mlflow.ts";
import { notebookRows } from "./notebook.ts";
import { provRows } from "./prov.ts";
import { provMemoryRows } from "./prov_memory.ts";
import { provNRows } from "./provn.ts";
import { resampleRows } from "./resample.ts";
import type { Row } from "./row.ts";
import { runLogRows } from "./run_log.ts";
import { s3Rows } from "./s3.ts";
import { saveRows } from "./save.ts";
import { summarizeRows } from "./summarize.ts";
import { svgRows } from "./svg.ts";
import { uploadRows } from "./uploads.ts";
import { trainingRows } from "./training.ts";
import { tensorboardRows } from "./tensorboard.ts";
import { validateRows } from "./validate.ts";
import { verifyRows } from "./verify.ts";
import { wandbRows } from "./wandb.ts";
import { workerRows } from "./worker_requests.ts";
import { yprov4mlRows } from "./yprov4ml.ts";
import { zipRows } from "./zip.ts";

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [
  ...logMetricRows,
  ...logRecordRows,
  ...memoryRows,
  ...runLogRows,
  ...journalRows,
  ...trainingRows,
  ...summarizeRows,
  ...resampleRows,
  ...notebookRows,
  ...hashRows,
  ...provRows,
  ...provNRows,
  ...jsonLdRows,
  ...provMemoryRows,
  ...validateRows,
  ...svgRows,
  ...csvRows,
  ...yprov4mlRows,
  ...tensorboardRows,
  ...wandbRows,
  ...zipRows,
  ...saveRows,
  ...s3Rows,
  ...uploadRows,
  ...verifyRows,
  ...mlflowRows,
  ...largeRunRows,
  ...importRows,
  ...workerRows,
];

/** The rows that `--only` asks for: those whose id begins with one of the texts, or all. */
export function chosenRows(only: readonly string[]): readonly Row[] {
  return rows.filter(({ id }) => only.length === 0 || only.some((start) => id.startsWith(start)));
}
