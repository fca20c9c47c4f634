import type { ProvRecord, QualifiedName } from "./document.ts";
import type { Report } from "./finding.ts";
import { RESERVED_PREFIXES } from "./names.ts";
import { unfrozen } from "./statement_table.ts";
import { nameText, statementText, valueText } from "./statement_text.ts";
import { isQualifiedName } from "./values.ts";
import { PROV, PROV_KINDS } from "./vocabulary.ts";

/** The attributes that PROV-DM defines beside the formal arguments.
 *
 * @see PROV-DM, section 5.7.4
 */
const KNOWN: readonly string[] = ["label", "location", "role", "type", "value"];

/** The formal argument that other vocabularies call otherwise. */
const MEANT: Readonly<Record<string, string | undefined>> = /* @__PURE__ */ Object.freeze({
  __proto__: null as never,
  startedAtTime: "startTime",
  endedAtTime: "endTime",
  atTime: "time",
  generatedAtTime: "time",
  invalidatedAtTime: "time",
});

/** Reports, once for each prefix, attribute and name: prefixes without a namespace of their own,
 * attributes in PROV's namespace that PROV does not define, and names with nothing behind the
 * prefix.
 *
 * A prefix that a lenient reader had to make up, `prefix:` for its own namespace, counts as not
 * declared. Cost: O(n).
 *
 * @param tables the prefixes of the scope, then those of the scope around it
 */
export function lintNames(
  records: readonly ProvRecord[],
  tables: readonly Readonly<Record<string, string>>[],
  report: Report,
  scopeId?: QualifiedName,
): void {
  const prefixes = new Map<string, Set<ProvRecord>>();
  const known = new Set<string>();
  let fine: string | undefined;
  const attributes = new Map<string, { name: QualifiedName; records: Set<ProvRecord> }>();
  const empty = new Map<string, { name: QualifiedName; records: Set<ProvRecord> }>();

  function checkPrefix({ prefix }: QualifiedName, record: ProvRecord | undefined): void {
    if (prefix === fine) return;
    let records = prefixes.get(prefix);
    if (records === undefined) {
      if (isDeclared(prefix)) {
        fine = prefix;
        return;
      }
      prefixes.set(prefix, records = new Set());
    }
    if (record !== undefined) records.add(record);
  }

  function isDeclared(prefix: string): boolean {
    if (known.has(prefix)) return true;
    const table = [...tables, RESERVED_PREFIXES].find((table) => Object.hasOwn(table, prefix));
    if (table === undefined || table[prefix] === `${prefix}:`) return false;
    known.add(prefix);
    return true;
  }

  function check(name: QualifiedName, record: ProvRecord | undefined): void {
    checkPrefix(name, record);
    if (name.local === "") note(empty, name, record);
  }

  if (scopeId !== undefined) check(scopeId, undefined);
  for (const record of unfrozen(records)) {
    const { kind, id, formal } = record;
    if (id !== undefined) check(id, record);
    const names = PROV_KINDS[kind].formal;
    for (let i = 0; i < names.length; i++) {
      const value = formal[names[i]];
      if (typeof value === "object") check(value, record);
    }
    for (const { name, value } of record.attributes) {
      check(name, record);
      if (name.iri.startsWith(PROV) && !KNOWN.includes(name.iri.slice(PROV.length))) {
        note(attributes, name, record);
      }
      const used = isQualifiedName(value) ? value : value.type;
      if (used !== undefined) checkPrefix(used, record);
    }
  }

  const warn = (
    code: "undeclared-prefix" | "unknown-attribute" | "empty-name",
    message: string,
    records: Set<ProvRecord>,
  ) => report({ code, severity: "warning", message, records: [...records] });
  for (const [prefix, records] of prefixes) {
    const what = prefix === ""
      ? "There is no default namespace"
      : `The prefix ${valueText(prefix)} is not declared`;
    warn("undeclared-prefix", `${what}, and ${count(records)}`, records);
  }
  for (const { name, records } of attributes.values()) {
    const meant = MEANT[name.iri.slice(PROV.length)];
    const hint = meant === undefined ? "" : `; the argument is called prov:${meant}`;
    const message = `PROV defines no attribute ${nameText(name)} here, and ${
      count(records)
    }${hint}`;
    warn("unknown-attribute", message, records);
  }
  for (const { name, records } of empty.values()) {
    const message = `Nothing stands behind the prefix in <${valueText(name.iri)}>, and ${
      count(records)
    }`;
    warn("empty-name", message, records);
  }
}

function note(
  found: Map<string, { name: QualifiedName; records: Set<ProvRecord> }>,
  name: QualifiedName,
  record: ProvRecord | undefined,
): void {
  let entry = found.get(name.iri);
  if (entry === undefined) found.set(name.iri, entry = { name, records: new Set() });
  if (record !== undefined) entry.records.add(record);
}

function count(records: Set<ProvRecord>): string {
  const [first] = records;
  if (first === undefined) return "the name of a bundle needs it";
  const text = statementText(first);
  return records.size === 1 ? `${text} has it` : `${records.size} statements have it: ${text}, …`;
}
