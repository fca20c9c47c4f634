import type { ProvRecord, QualifiedName } from "./document.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "./vocabulary.ts";

let table: Readonly<Record<ProvKind, readonly string[]>> | undefined;

/** The arguments of a kind that are names, in PROV-N's order. */
export function nameArguments(kind: ProvKind): readonly string[] {
  return (table ??= makeTable())[kind];
}

function makeTable(): Readonly<Record<ProvKind, readonly string[]>> {
  const kinds = Object.keys(PROV_KINDS) as ProvKind[];
  const names = kinds.map((kind) => [
    kind,
    PROV_KINDS[kind].formal.filter((argument) => !TIME_ARGUMENTS.has(argument)),
  ]);
  return Object.freeze(Object.fromEntries(names));
}

/** How many numbers a row has: the identifier, then at most five arguments. */
const WIDTH = 6;

/** Statements as rows of numbers: one number for each name, -1 where there is none. */
export interface StatementTable {
  /** The statements, one a row. */
  readonly statements: readonly ProvRecord[];
  /** The names by their number. */
  readonly names: readonly QualifiedName[];
  /** The number of a statement's identifier. */
  idAt(row: number): number;
  /** The number of an argument; `position` counts those that are names, from 0. */
  nameAt(row: number, position: number): number;
}

/** Numbers the names of a scope's statements. Cost: O(n), 24 bytes a statement. */
export function tabulate(records: readonly ProvRecord[]): StatementTable {
  const statements = unfrozen(records);
  const names: QualifiedName[] = [];
  const numbers = new Map<string, number>();
  const cells = new Int32Array(statements.length * WIDTH).fill(-1);
  const numberOf = (name: QualifiedName) => {
    let number = numbers.get(name.iri);
    if (number === undefined) {
      numbers.set(name.iri, number = names.length);
      names.push(name);
    }
    return number;
  };
  for (let row = 0; row < statements.length; row++) {
    const { kind, id, formal } = statements[row];
    if (id !== undefined) cells[row * WIDTH] = numberOf(id);
    const list = nameArguments(kind);
    for (let i = 0; i < list.length; i++) {
      const name = formal[list[i]];
      if (typeof name === "object") cells[row * WIDTH + i + 1] = numberOf(name);
    }
  }
  return {
    statements,
    names,
    idAt: (row) => cells[row * WIDTH],
    nameAt: (row, position) => cells[row * WIDTH + position + 1],
  };
}

/** The same records in a list that is not frozen: JavaScriptCore reads frozen ones many times
 * slower, and takes its time to tell which ones are. */
export function unfrozen(records: readonly ProvRecord[]): readonly ProvRecord[] {
  return records.slice();
}
