import { logFileRows } from "./log_file.ts";
import { logMetricRows } from "./log_metric.ts";
import { memoryRows } from "./memory.ts";
import { provenanceRows } from "./provenance.ts";
import type { Row } from "./row.ts";
import { statisticsRows } from "./statistics.ts";

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [
  ...logMetricRows,
  ...memoryRows,
  ...logFileRows,
  ...statisticsRows,
  ...provenanceRows,
];

/** The rows that `--only` asks for: those whose id begins with one of the texts, or all. */
export function chosenRows(only: readonly string[]): readonly Row[] {
  return rows.filter(({ id }) => only.length === 0 || only.some((start) => id.startsWith(start)));
}
