import type { StatementTable } from "./statement_table.ts";
import { nameText } from "./statement_text.ts";
import { IS_ACTIVITY, IS_ENTITY } from "./thing_types.ts";

/** The events of a scope by number: four for each name, one for each statement that is a usage.
 *
 * All generations of an entity are one event, and so are its invalidations, and the starts and
 * the ends of an activity.
 *
 * @see PROV-CONSTRAINTS, constraints 31, 32, 39 and 40
 */
export interface Events {
  readonly table: StatementTable;
  /** How many numbers there are. */
  readonly count: number;
  generation(name: number): number;
  invalidation(name: number): number;
  start(name: number): number;
  end(name: number): number;
  /** The usage that a statement is; for a derivation the one that it names or implies. */
  usage(row: number): number;
  /** Whether it is an activity's start or end. */
  bounds(event: number): boolean;
  /** Whether it is an invalidation or an end: what only such events must not come before. */
  closes(event: number): boolean;
  /** Whether a document says that an event took place. */
  happened(event: number): boolean;
}

/** Finds the events that took place: those that are stated, those of every stated entity and
 * activity, and the generation of what started or ended something and of what is attributed.
 *
 * Cost: O(n).
 *
 * @see PROV-CONSTRAINTS, inferences 7 to 10 and 13
 */
export function eventsOf(table: StatementTable, types: Uint32Array): Events {
  const names = types.length;
  const happened = new Uint8Array(names * 4 + table.statements.length);
  const usages = new Map<number, number>();
  for (let name = 0; name < names; name++) {
    if ((types[name] & IS_ENTITY) !== 0) happened[name * 4] = happened[name * 4 + 1] = 1;
    if ((types[name] & IS_ACTIVITY) !== 0) happened[name * 4 + 2] = happened[name * 4 + 3] = 1;
  }
  const mark = (name: number, which: number) => {
    if (name >= 0) happened[name * 4 + which] = 1;
  };
  for (let row = 0; row < table.statements.length; row++) {
    const { kind } = table.statements[row];
    const first = table.nameAt(row, 0);
    switch (kind) {
      case "wasGeneratedBy":
      case "wasAttributedTo":
        mark(first, 0);
        break;
      case "wasInvalidatedBy":
        mark(first, 1);
        break;
      case "wasStartedBy":
      case "wasEndedBy":
        mark(first, kind === "wasStartedBy" ? 2 : 3);
        mark(table.nameAt(row, 1), 0);
        break;
      case "wasDerivedFrom":
        if (table.nameAt(row, 2) < 0) break;
        mark(first, 0);
        happened[names * 4 + row] = 1;
        break;
      case "used":
        happened[names * 4 + row] = 1;
        if (table.idAt(row) >= 0) usages.set(table.idAt(row), row);
    }
  }
  return {
    table,
    count: happened.length,
    generation: (name) => name * 4,
    invalidation: (name) => name * 4 + 1,
    start: (name) => name * 4 + 2,
    end: (name) => name * 4 + 3,
    usage(row) {
      const named = table.statements[row].kind === "wasDerivedFrom" ? table.nameAt(row, 4) : -1;
      return names * 4 + (named < 0 ? row : usages.get(named) ?? row);
    },
    bounds: (event) => event < names * 4 && event % 4 > 1,
    closes: (event) => event < names * 4 && event % 2 === 1,
    happened: (event) => happened[event] === 1,
  };
}

/** An event in words. */
export function eventText({ table }: Events, event: number): string {
  const own = table.names.length * 4;
  if (event < own) {
    const what = ["generation", "invalidation", "start", "end"][event % 4];
    return `the ${what} of ${nameText(table.names[event >> 2])}`;
  }
  const row = event - own;
  const derived = table.statements[row].kind === "wasDerivedFrom";
  const entity = table.nameAt(row, 1);
  const activity = table.nameAt(row, derived ? 2 : 0);
  return `the use of ${entity < 0 ? "something" : nameText(table.names[entity])} by ${
    activity < 0 ? "something" : nameText(table.names[activity])
  }`;
}
