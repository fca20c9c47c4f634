import { ProvError } from "../base/errors.ts";
import { nameOf, unknownOption } from "../base/options.ts";
import { attributeMaker } from "./attribute_maker.ts";
import { dateTimeText } from "./date_time.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import type { NameMaker } from "./name_maker.ts";
import type { AttributesInput, NameInput, ProvStatements, TimeInput } from "./statements.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "./vocabulary.ts";

type Parts = Readonly<Record<string, unknown>>;

/** Makes the verbs that append their statements to `records`. */
export function statementMaker(
  names: NameMaker,
  records: ProvRecord[],
): ProvStatements {
  const { toAttributes, literal } = attributeMaker(names);
  // What is logged by one call has one time, and to write it costs a sixth of a statement.
  let last = { time: NaN, text: "" };

  function timeText(time: unknown, kind: ProvKind, argument: string): string {
    if (typeof time !== "number") return toTime(time, kind, argument);
    if (time !== last.time) last = { time, text: toTime(time, kind, argument) };
    return last.text;
  }

  function state(
    kind: ProvKind,
    id: unknown,
    ends: readonly unknown[],
    rest: Parts,
    attributes: unknown,
  ): RecordId {
    const row = PROV_KINDS[kind];
    const formal: Record<string, QualifiedName | string> = {};
    for (let i = 0; i < row.formal.length; i++) {
      const argument = row.formal[i];
      const given = i < ends.length ? ends[i] : rest[argument];
      if (given === undefined) {
        if (row.required.includes(argument)) throw missing(kind, argument);
      } else if (TIME_ARGUMENTS.has(argument)) {
        formal[argument] = timeText(given, kind, argument);
      } else formal[argument] = names.toName(given, argument, kind);
    }
    if (
      row.form === "plain" && (id !== undefined || attributes !== undefined)
    ) {
      throw new ProvError(
        "PROV_SHAPE",
        `Cannot state ${kind}: it takes neither an id nor attributes`,
        { kind },
      );
    }
    const list = toAttributes(attributes as AttributesInput | undefined, kind);
    const name = id === undefined ? undefined : names.toName(id, "the id", kind);
    records.push(
      Object.freeze(
        name === undefined
          ? { kind, formal: Object.freeze(formal), attributes: list }
          : { kind, id: name, formal: Object.freeze(formal), attributes: list },
      ),
    );
    return name;
  }

  const element =
    (kind: ProvKind) => (id: NameInput, attributes?: AttributesInput, times?: Parts) => {
      if (id === undefined) throw missing(kind, "id");
      if (times !== undefined) checkParts(kind, times, PROV_KINDS[kind].formal);
      return state(kind, id, [], times ?? NOTHING, attributes) as QualifiedName;
    };

  const relation = (kind: ProvKind) => {
    const known = ["id", "attributes", ...PROV_KINDS[kind].formal.slice(2)];
    return (first: NameInput, second?: NameInput, options?: Parts) => {
      if (options === undefined) {
        return state(kind, undefined, [first, second], NOTHING, undefined);
      }
      checkParts(kind, options, known);
      return state(kind, options.id, [first, second], options, options.attributes);
    };
  };

  function record(kind: ProvKind, parts: Parts): RecordId {
    const row = Object.hasOwn(PROV_KINDS, kind) ? PROV_KINDS[kind] : undefined;
    if (row === undefined) {
      throw new TypeError(
        `Cannot state ${nameOf(kind)}: known kinds are ${Object.keys(PROV_KINDS).join(", ")}`,
      );
    }
    checkParts(kind, parts, ["id", "attributes", ...row.formal]);
    if (row.form === "element" && parts.id === undefined) {
      throw missing(kind, "id");
    }
    return state(kind, parts.id, [], parts, parts.attributes);
  }

  const kinds = Object.keys(PROV_KINDS) as ProvKind[];
  const verbs = Object.fromEntries(
    kinds.map((
      kind,
    ) => [kind, PROV_KINDS[kind].form === "element" ? element(kind) : relation(kind)]),
  ) as unknown as ProvStatements;
  return {
    ...verbs,
    name: (text) => names.toName(text, "a name"),
    literal: (text, options) => literal({ ...options, text }),
    mentionOf(specificEntity, generalEntity, bundle) {
      state("mentionOf", undefined, [specificEntity, generalEntity, bundle], NOTHING, undefined);
    },
    record,
  };
}

type RecordId = QualifiedName | undefined;

const NOTHING: Parts = Object.freeze({ __proto__: null as never });

function toTime(time: unknown, kind: string, argument: string): string {
  if (
    typeof time !== "string" && typeof time !== "number" &&
    !(time instanceof Date)
  ) {
    throw new TypeError(
      `Cannot state ${kind}: ${argument} must be a Date, milliseconds since the epoch or an xsd:dateTime, got ${
        nameOf(time)
      }`,
    );
  }
  const text = dateTimeText(time as TimeInput);
  if (text === undefined) {
    throw new ProvError(
      "PROV_SHAPE",
      `Cannot state ${kind}: ${argument} must be a time that xsd:dateTime can write, got ${
        time instanceof Date ? "an invalid date" : nameOf(time)
      }`,
      { kind, argument },
    );
  }
  return text;
}

function checkParts(
  kind: string,
  parts: unknown,
  known: readonly string[],
): void {
  if (typeof parts !== "object" || parts === null) {
    throw new TypeError(
      `Cannot state ${kind}: options must be an object, got ${nameOf(parts)}`,
    );
  }
  for (const part of Object.keys(parts)) {
    if (!known.includes(part)) throw unknownOption(kind, part, known);
  }
}

function missing(kind: string, argument: string): ProvError {
  return new ProvError(
    "PROV_SHAPE",
    `Cannot state ${kind}: ${argument} is missing`,
    {
      kind,
      argument,
    },
  );
}
