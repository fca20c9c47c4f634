// What the demo prints at the end, read from the run alone.
import { artifacts, models, params, type Run, type SaveReport, summarize } from "stemma";
import { bytes, line, short, table } from "./terminal.ts";

/** Prints what a run knows, and what of it was written below a folder. */
export function reportRun(run: Run, report: SaveReport, folder: string): void {
  table(
    "parameters",
    params(run).map((
      { key, value, direction },
    ) => [key, String(value), direction === "output" ? "found" : "given"]),
  );
  table("series", [
    ["context", "key", "points", "min", "max", "last"],
    ...summarize(run).map(({ context = "", key, count, min, max, last }) => [
      context,
      key,
      String(count),
      ...[min, max, last].map((value) => value === undefined ? "" : short(value)),
    ]),
  ]);
  table("models and artifacts", [
    ...models(run).map(({ name, version = "", size = 0, sha256 = "" }) => [
      `${name} ${version}`,
      bytes(size),
      sha256.slice(0, 12),
    ]),
    ...artifacts(run).map(({ name, version, size, uri = "", sha256 }) => [
      `${name} ${version}`,
      size === undefined ? uri : bytes(size),
      sha256?.slice(0, 12) ?? "",
    ]),
  ]);
  const home = `${run.experiment}/${run.runId}/`;
  table(
    `${run.length} events, written to ${folder}/${home}`,
    [
      ...report.skipped.map(({ path, reason }) => [path.replace(home, ""), reason]),
      ...report.written.map(({ path, size }) => [path.replace(home, ""), bytes(size)]),
    ],
  );
  // A file that could not be written is told, never passed over; the others are there.
  for (const { path, error } of report.failed) line(`  not written: ${path}: ${error.message}`);
  const picture = report.written.find(({ path }) => path.endsWith("/prov.svg"));
  if (picture !== undefined) line(`\nits family tree: ${folder}/${picture.path}`);
}
