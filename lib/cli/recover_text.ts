import { countOf } from "../base/human.ts";
import { layFacts } from "./lay_facts.ts";
import type { MadeWhole } from "./make_whole.ts";
import { printable } from "../base/printable.ts";
import type { Remains } from "./remains.ts";
import type { Paint } from "./terminal.ts";

/** Tells people what is left of a run, in lines of at most `width` columns. */
export function remainsText(
  { place, run, repairs, manifest, changed }: Remains,
  width: number,
  paint: Paint,
): string {
  const ofManifest = manifest === undefined
    ? "there is none: the run was not saved as a whole"
    : `written after ${countOf(manifest, "event")}`;
  return [
    paint.bold(printable(place)),
    ...layFacts(
      [
        ["run", `${run.runId}, ${run.status}`],
        ["log", `${countOf(run.length, "event")} can be read`],
        ...repairs.map(({ size, offset, events, message }): [string, string] =>
          size === 0 ? ["wrong", message] : [
            "left out",
            `${countOf(size, "byte")} from byte ${offset} on, behind ${
              countOf(events, "event")
            }: ${message}`,
          ]
        ),
        ["manifest", changed.length === 0 ? ofManifest : undefined],
      ],
      width,
      paint,
    ),
    "",
  ].join("\n");
}

/** Tells people what was written, and how the folder stands now. */
export function outcomeText(
  { isWhole, changed }: Remains,
  made: MadeWhole | undefined,
  width: number,
  paint: Paint,
): string {
  if (made !== undefined) {
    const { written, skipped } = made;
    const facts = [
      ...written.map(({ path }): [string, string] => ["written", path]),
      ...skipped.map(({ path, reason }): [string, string] => ["missing", `${path}: ${reason}`]),
    ];
    const lines = layFacts(facts, width, paint);
    return [...lines, "", paint.green("This folder is whole again"), ""].join("\n");
  }
  if (isWhole) return `\n${paint.green("This folder is whole")}: there is nothing to recover\n`;
  if (changed.length > 0) {
    return `\n${paint.red("This is more than a crash does")}: nothing is written\n`;
  }
  return `\n${paint.yellow("This folder is not whole")}: recover it with --write\n`;
}

/** The same as data. */
export function recoverData(
  { place, run, repairs, manifest, isWhole }: Remains,
  made: MadeWhole | undefined,
): unknown {
  const { runId, status, length: events } = run;
  return {
    place,
    runId,
    status,
    events,
    repairs,
    manifest,
    whole: isWhole || made !== undefined,
    ...made,
  };
}
