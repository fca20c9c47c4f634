import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scriptedRun } from "../scripted_run.ts";
import { oracle } from "../oracle.ts";
import { type Crate, type Entity, readCrate } from "./crate_reader.ts";
import { brokenRules, CRATE_RULES } from "./crate_rules.ts";
import { crateFilesOf, failedRun, fullCrate, software } from "./crate_runs.ts";

type Change = (
  crate: { context: unknown; graph: Entity[]; files: Map<string, Uint8Array> },
) => void;

const set = (id: string, properties: Record<string, unknown>): Change => ({ graph }) =>
  Object.assign(graph.find((entity) => entity["@id"] === id)!, properties);
const ACTION = "#run/00000000-0000-7000-8000-000000000001";
const PROGRAM = "https://example.org/digits.git";
const ADA = "https://orcid.org/0000-0001-2345-6789";
const LAB = "https://example.org/";
const PATH = "artifacts/vocabulary.txt";
const rename = (from: string, to: string): Change => ({ graph }) => {
  for (const entity of graph) {
    for (const [name, value] of Object.entries(entity)) {
      const swap = (one: unknown): unknown =>
        typeof one === "object" && one !== null && (one as Entity)["@id"] === from
          ? { "@id": to }
          : one;
      entity[name] = (Array.isArray(value) ? value.map(swap) : swap(value)) as string;
    }
    if (entity["@id"] === from) entity["@id"] = to;
  }
};
const without = (id: string): Change => ({ graph }) => {
  graph.splice(graph.findIndex((entity) => entity["@id"] === id), 1);
};

/** What breaks each rule; the key of a rule may stand here more than once. */
const MUTATIONS: readonly (readonly [code: string, change: Change])[] = [
  ["context", (crate) => crate.context = "https://w3id.org/ro/crate/1.1/context"],
  ["descriptor", without("ro-crate-metadata.json")],
  ["descriptor", set("ro-crate-metadata.json", { about: "./" })],
  ["descriptor", set("ro-crate-metadata.json", { conformsTo: { "@id": "./" } })],
  ["entity-id", ({ graph }) => graph.push({ ...graph[3] })],
  ["entity-type", set(LAB, { "@type": undefined })],
  ["flat", set(LAB, { address: { "@id": "#a", "@type": "PostalAddress" } })],
  ["flat", set(LAB, { founded: 1990 })],
  ["reference", set(LAB, { member: { "@id": "#nobody" } })],
  ["reference", without(LAB)],
  ["root", set("./", { "@type": "CreativeWork" })],
  ["root-name", set("./", { name: "" })],
  ["root-description", set("./", { description: undefined })],
  ["root-date", set("./", { datePublished: "yesterday" })],
  ["root-license", set("./", { license: undefined })],
  ["root-profile", set("./", { conformsTo: "https://w3id.org/ro/wfrun/process/0.5" })],
  ["root-profile", without("https://w3id.org/ro/wfrun/process/0.5")],
  ["reachable", set("./", { hasPart: [{ "@id": "run.log" }, { "@id": "prov.json" }] })],
  ["file-id", rename(PATH, `../${PATH}`)],
  ["file-id", rename(PATH, `/${PATH}`)],
  ["file-id", rename(PATH, "artifacts/a b.txt")],
  ["file-here", ({ files }) => files.delete(PATH)],
  ["file-listed", ({ files }) => files.set("more.txt", new Uint8Array())],
  ["file-facts", ({ files }) => files.set(PATH, new Uint8Array(3))],
  ["file-facts", set(PATH, { contentSize: "4" })],
  ["action-instrument", set(ACTION, { instrument: { "@id": LAB } })],
  ["action-mentioned", set("./", { mentions: undefined })],
  ["action-name", set(ACTION, { name: undefined })],
  ["action-description", set(ACTION, { description: undefined })],
  ["action-start", set(ACTION, { startTime: "2026-11-21T00:00:00-01:00" })],
  ["action-end", set(ACTION, { endTime: "2026-11-21T00:00:00Z" })],
  ["action-end", set(ACTION, { endTime: "2026-11-21T00:00:00.000001+00:00" })],
  [
    "action-status",
    set(ACTION, { actionStatus: { "@id": "http://schema.org/FailedActionStatus" } }),
  ],
  ["action-error", set(ACTION, { error: "but it went well" })],
  ["action-agent", set(ACTION, { agent: { "@id": PROGRAM } })],
  ["action-object", set(ACTION, { object: { "@id": LAB } })],
  ["action-result", set(ACTION, { result: undefined })],
  ["action-environment", set(ACTION, { environment: { "@id": LAB } })],
  ["root-author", set("./", { author: "Ada" })],
  ["root-publisher", set("./", { publisher: { "@id": ADA } })],
  ["license-entity", set("./", { license: "free" })],
  ["person-affiliation", set(ADA, { affiliation: "Example Lab" })],
  ["organization-url", set(LAB, { url: undefined })],
  ["software-id", rename(PROGRAM, "#program")],
  ["software-url", set(PROGRAM, { url: undefined })],
  ["software-version", set(PROGRAM, { version: undefined })],
  ["software-version", set(PROGRAM, { softwareVersion: "1" })],
  ["named", set("#param/epochs", { name: undefined })],
  ["media-type", set(PATH, { encodingFormat: "text/plain; charset=utf-8" })],
  ["compact", set(PATH, { version: ["v0"] })],
];

function mutated(change: Change): Crate {
  const files = crateFilesOf(scriptedRun());
  const { context, graph } = readCrate(files);
  const crate = { context, graph: [...graph], files };
  change(crate);
  const document = { "@context": crate.context, "@graph": crate.graph };
  files.set("ro-crate-metadata.json", new TextEncoder().encode(JSON.stringify(document)));
  return readCrate(files);
}

test("brokenRules() finds nothing in the crate of a run", () => {
  assert.deepEqual(brokenRules(readCrate(crateFilesOf(scriptedRun()))), []);
  assert.deepEqual(
    brokenRules(readCrate(crateFilesOf(failedRun(), { ...fullCrate, software }))),
    [],
  );
});

for (const [i, [code, change]] of MUTATIONS.entries()) {
  test(`brokenRules() finds what was broken: ${code} (${i})`, () => {
    assert.ok(brokenRules(mutated(change)).includes(code), brokenRules(mutated(change)).join());
  });
}

test("every rule of a crate is broken by a mutation", () => {
  const broken = new Set(MUTATIONS.map(([code]) => code));
  assert.deepEqual(Object.keys(CRATE_RULES).filter((code) => !broken.has(code)), []);
});

const valid = "../shared/corpora/ro-crate-valid-process-run";

test(
  "brokenRules() agrees with the validator on a crate by hand",
  oracle(valid, existsSync(valid)),
  () => {
    const paths = readdirSync(valid, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const files = new Map(
      paths.map((path) => [path.slice(valid.length + 1), new Uint8Array(readFileSync(path))]),
    );
    // It leaves sizes and digests out, or states some that stand for others.
    assert.deepEqual(brokenRules(readCrate(files)), ["file-facts"]);
  },
);
