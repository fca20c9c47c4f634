import { logMetricRows } from "./log_metric.ts";
import type { Row } from "./row.ts";

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [...logMetricRows];

/** The rows that `--only` asks for: those whose id begins with one of the texts, or all. */
export function chosenRows(only: readonly string[]): readonly Row[] {
  return rows.filter(({ id }) => only.length === 0 || only.some((start) => id.startsWith(start)));
}
