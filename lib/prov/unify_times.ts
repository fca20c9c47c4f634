import type { ProvRecord, QualifiedName } from "./document.ts";
import { formalKey } from "./merge_statements.ts";
import { nameText, valueText } from "./statement_text.ts";
import type { Conflict } from "./unify_group.ts";

/** Gives every activity and its starts one start time, and the same for its ends, where the
 * activity is stated itself.
 *
 * @param replace called for each statement that got a time
 * @returns the statements in their order, the same list where none got a time
 * @see PROV-CONSTRAINTS, constraints 28 and 29
 */
export function unifyTimes(
  statements: readonly ProvRecord[],
  report: (conflict: Conflict) => void,
  replace: (from: ProvRecord, to: ProvRecord) => void,
): readonly ProvRecord[] {
  const started = unifyTime(statements, "wasStartedBy", "startTime", report, replace);
  return unifyTime(started, "wasEndedBy", "endTime", report, replace);
}

/** The time of one activity's start or end, and who said it. */
interface Moment {
  time?: string;
  said?: ProvRecord;
}

function unifyTime(
  statements: readonly ProvRecord[],
  kind: "wasStartedBy" | "wasEndedBy",
  argument: "startTime" | "endTime",
  report: (conflict: Conflict) => void,
  replace: (from: ProvRecord, to: ProvRecord) => void,
): readonly ProvRecord[] {
  if (!statements.some((statement) => statement.kind === kind)) return statements;
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
        } must have one time, but it is ${valueText(moment.time)} in one statement and ${
          valueText(time)
        } in another`,
        records: [moment.said!, statement],
      });
    }
  }
  return statements.map((statement) => {
    if (statement.kind !== kind && statement.kind !== "activity") return statement;
    const own = statement.kind === kind ? "time" : argument;
    const time = momentOf(statement)?.time;
    if (time === undefined || statement.formal[own] !== undefined) return statement;
    const timed = { ...statement, formal: { ...statement.formal, [own]: time } };
    replace(statement, timed);
    return timed;
  });

  function momentOf({ kind, id, formal }: ProvRecord): Moment | undefined {
    const activity = kind === "activity" ? id : formal.activity as QualifiedName | undefined;
    return activity && moments.get(activity.iri);
  }
}
