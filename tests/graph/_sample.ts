import type {
  ProvAttribute,
  ProvBundle,
  ProvDocument,
  ProvRecord,
  ProvValue,
  QualifiedName,
} from "../../lib/prov/document.ts";
import { PROV, PROV_KINDS, type ProvKind, TIME_ARGUMENTS, XSD } from "../../lib/prov/vocabulary.ts";

const PREFIXES: Record<string, string> = {
  prov: PROV,
  xsd: XSD,
  ex: "https://example.org/",
  also: "https://example.org/",
  mls: "http://www.w3.org/ns/mls#",
  schema: "https://schema.org/",
};

/** A name from `prefix:local`. */
export function name(text: string): QualifiedName {
  const at = text.indexOf(":");
  const prefix = text.slice(0, at), local = text.slice(at + 1);
  return { prefix, local, iri: PREFIXES[prefix] + local };
}

/** A value: names are given as names, numbers become doubles. */
function value(given: string | number | QualifiedName): ProvValue {
  if (typeof given === "number") {
    return { text: String(given), type: name("xsd:double") };
  }
  return typeof given === "string" ? { text: given } : given;
}

/** Attributes by their name; `type` is read as a name. */
export type Facts = Readonly<
  Record<string, string | number | readonly string[]>
>;

function attributes(facts: Facts): ProvAttribute[] {
  return Object.entries(facts).flatMap(([key, given]) =>
    (Array.isArray(given) ? given : [given]).map((one) => ({
      name: name(key.includes(":") ? key : `prov:${key}`),
      value: value(key === "type" ? name(one) : one),
    }))
  );
}

/** One statement; `-` stands for an absent argument, an id comes first with a semicolon. */
export function say(
  kind: ProvKind,
  args: string,
  facts: Facts = {},
): ProvRecord {
  const parts = args.split(" ").filter(Boolean);
  const { form, formal } = PROV_KINDS[kind];
  const id = form === "element"
    ? name(parts.shift()!)
    : parts[0]?.endsWith(";")
    ? name(parts.shift()!.slice(0, -1))
    : undefined;
  const given: Record<string, QualifiedName | string> = {};
  for (const [i, part] of parts.entries()) {
    if (part === "-") continue;
    given[formal[i]] = TIME_ARGUMENTS.has(formal[i]) ? part : name(part);
  }
  return { kind, ...(id ? { id } : {}), formal: given, attributes: attributes(facts) };
}

/** A document of statements. */
export function documentOf(
  records: readonly ProvRecord[],
  bundles: Readonly<Record<string, readonly ProvRecord[]>> = {},
): ProvDocument {
  return {
    prefixes: PREFIXES,
    records,
    bundles: Object.entries(bundles).map(([id, inside]): ProvBundle => ({
      id: name(id),
      prefixes: {},
      records: inside,
    })),
  };
}

/** A training run of a given size, in the form that a run becomes PROV. */
export function training(
  size: { params: number; metrics: number; versions: number },
): ProvDocument {
  const { params, metrics, versions } = size;
  const at = (s: number) => new Date(Date.UTC(2026, 0, 1) + s * 1000).toISOString();
  const records = [
    say("activity", `ex:run ${at(0)} ${at(4000)}`, { type: "mls:Run", label: "mnist" }),
    say("activity", `ex:run/training ${at(1)} ${at(3000)}`, { label: "training" }),
    say("activity", `ex:run/validation ${at(1)} ${at(3100)}`, { label: "validation" }),
    say("activity", `ex:run/testing ${at(3200)} ${at(3900)}`, { label: "testing" }),
    say("agent", "ex:alice", { type: "prov:Person", label: "Alice" }),
    say("agent", "ex:stemma", { type: "prov:SoftwareAgent", label: "stemma 0.1.0" }),
    say("wasAssociatedWith", "ex:run ex:alice"),
    say("wasAssociatedWith", "ex:run ex:stemma"),
    say("actedOnBehalfOf", "ex:stemma ex:alice ex:run"),
    say("entity", "ex:run/dataset/train", {
      type: "mls:Dataset",
      label: "MNIST train",
      "schema:url": "https://example.org/mnist",
    }),
    say("entity", "ex:run/dataset/test", { type: "mls:Dataset", label: "MNIST test" }),
    say("used", `ex:run/training ex:run/dataset/train ${at(1)}`),
    say("used", `ex:run/testing ex:run/dataset/test ${at(3200)}`),
    say("entity", "ex:run/model/cnn", { type: "mls:Model", label: "cnn" }),
    say("wasGeneratedBy", `ex:run/model/cnn ex:run ${at(3999)}`),
    say("wasDerivedFrom", "ex:run/model/cnn ex:run/dataset/train"),
    say("wasAttributedTo", "ex:run/model/cnn ex:alice"),
  ];
  for (const context of ["training", "validation", "testing"]) {
    records.push(say("wasInformedBy", `ex:run/${context} ex:run`));
  }
  for (let i = 0; i < params; i++) {
    const key = ["lr", "epochs", "batch", "momentum"][i] ?? `param${i}`;
    const id = `ex:run/param/${key}`;
    records.push(
      say("entity", id, { type: "mls:HyperParameterSetting", label: key, value: (i + 1) / 1000 }),
      say("used", `ex:run ${id} ${at(1)}`),
    );
  }
  for (let i = 0; i < metrics; i++) {
    const context = ["training", "validation"][i % 2];
    const key = ["loss", "val_loss", "accuracy", "val_accuracy"][i] ?? `metric${i}`;
    const id = `ex:run/metric/${context}/${key}`;
    records.push(
      say("entity", id, {
        type: "mls:ModelEvaluation",
        label: key,
        value: 1 / (i + 3),
        "ex:count": 1000,
      }),
      say("wasGeneratedBy", `${id} ex:run/${context} ${at(2 + i)}`),
      say("wasAttributedTo", `${id} ex:alice`),
    );
  }
  for (let i = 0; i < versions; i++) {
    const id = `ex:run/model/cnn/v${i}`;
    records.push(
      say("entity", id, {
        type: "mls:Model",
        label: `cnn v${i}`,
        location: `artifacts/cnn/v${i}.bin`,
      }),
      say("wasGeneratedBy", `${id} ex:run/training ${at(10 + i)}`),
      say("wasAttributedTo", `${id} ex:alice`),
      say("specializationOf", `${id} ex:run/model/cnn`),
    );
    if (i > 0) {
      records.push(
        say("wasDerivedFrom", `${id} ex:run/model/cnn/v${i - 1}`, { type: "prov:Revision" }),
      );
    }
  }
  if (versions > 0) {
    records.push(
      say("used", `ex:run/testing ex:run/model/cnn/v${Math.floor(versions * 0.6)} ${at(3200)}`),
    );
  }
  return documentOf(records);
}
