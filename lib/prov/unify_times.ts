import type { ProvRecord, QualifiedName } from "./document.ts";
import { formalKey } from "./merge_statements.ts";
import { nameText } from "./statement_text.ts";
import type { Conflict } from "./unify_group.ts";

/** Gives every activity and its starts one start time, and the same for its ends, where the
 * activity is stated itself.
 *
 * @param statements changed in place
 * @param replace called for each statement that got a time
 * @see PROV-CONSTRAINTS, constraints 28 and 29
 */
export function unifyTimes(
  statements: ProvRecord[],
  report: (conflict: Conflict) => void,
  replace: (from: ProvRecord, to: ProvRecord) => void,
): void {
  unifyTime(statements, "wasStartedBy", "startTime", report, replace);
  unifyTime(statements, "wasEndedBy", "endTime", report, replace);
}

/** The time of one activity's start or end, and who said it. */
interface Moment {
  time?: string;
  said?: ProvRecord;
}

function unifyTime(
  statements: ProvRecord[],
  kind: "wasStartedBy" | "wasEndedBy",
  argument: "startTime" | "endTime",
  report: (conflict: Conflict) => void,
  replace: (from: ProvRecord, to: ProvRecord) => void,
): void {
  if (!statements.some((statement) => statement.kind === kind)) return;
  const moments = new Map<string, Moment>();
  for (const statement of statements) {
    if (statement.kind !== "activity") continue;
    const time = statement.formal[argument] as string | undefined;
    moments.set(statement.id!.iri, time === undefined ? {} : { time, said: statement });
  }
  for (const statement of statements) {
    const moment = statement.kind === kind ? momentOf(statement) : undefined;
    const time = statement.formal.time as string | undefined;
    if (moment === undefined || time === undefined) continue;
    if (moment.time === undefined) [moment.time, moment.said] = [time, statement];
    else if (formalKey(moment.time) !== formalKey(time)) {
      report({
        code: kind === "wasStartedBy" ? "C28" : "C29",
        message: `The ${kind === "wasStartedBy" ? "start" : "end"} of ${
          nameText(statement.formal.activity as QualifiedName)
        } must have one time, but it is ${moment.time} in one statement and ${time} in another`,
        records: [moment.said!, statement],
      });
    }
  }
  statements.forEach((statement, i) => {
    const own = statement.kind === kind ? "time" : argument;
    if (statement.kind !== kind && statement.kind !== "activity") return;
    const time = momentOf(statement)?.time;
    if (time === undefined || statement.formal[own] !== undefined) return;
    statements[i] = { ...statement, formal: { ...statement.formal, [own]: time } };
    replace(statement, statements[i]);
  });

  function momentOf({ kind, id, formal }: ProvRecord): Moment | undefined {
    const activity = kind === "activity" ? id : formal.activity as QualifiedName | undefined;
    return activity && moments.get(activity.iri);
  }
}
