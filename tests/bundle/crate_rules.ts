import { createHash } from "node:crypto";
import {
  type Crate,
  type Entity,
  filePathOf,
  isTyped,
  listOf,
  reachable,
  refersTo,
  targets,
} from "./crate_reader.ts";

const CONTEXT = [
  "https://w3id.org/ro/crate/1.1/context",
  "https://w3id.org/ro/terms/workflow-run/context",
];
const PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
const CRATE = "https://w3id.org/ro/crate/1.1";
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{3})?\+\d{2}:\d{2})?$/;
const MEDIA_TYPE = /^\w*\/\w[\w.-]*(?:\+\w[\w.-]*)?(?:;\w+=[^;]+)*$/;
const SOFTWARE = ["SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow"];
const AGENTS = ["Person", "Organization"];
const HANDLED = ["File", "Dataset", "Collection", "CreativeWork", "PropertyValue"];

const isText = (value: unknown) => typeof value === "string" && value !== "";
const all = (crate: Crate, types: string[], holds: (entity: Entity) => boolean) =>
  crate.graph.filter((entity) => isTyped(entity, types)).every(holds);
const pointsTo = (crate: Crate, entity: Entity | undefined, name: string, types: string[]) => {
  const found = targets(crate, entity, name);
  return found.length > 0 && found.every((target) => isTyped(target, types));
};
const data = (crate: Crate) =>
  crate.graph.filter((entity) =>
    isTyped(entity, ["File", "Dataset"]) && !entity["@id"].startsWith("#") && entity !== crate.root
  );

/** What RO-Crate 1.1 and Process Run Crate 0.5 ask for, by a code each; the first ones must be so,
 * those from `action-mentioned` on should. */
export const CRATE_RULES: Readonly<Record<string, (crate: Crate) => boolean>> = {
  "context": ({ context }) => JSON.stringify(context) === JSON.stringify(CONTEXT),
  "descriptor": (crate) =>
    isTyped(crate.descriptor, ["CreativeWork"]) &&
    refersTo(crate.descriptor, "about", "./") && refersTo(crate.descriptor, "conformsTo", CRATE),
  "entity-id": ({ graph }) =>
    graph.every((entity) => isText(entity["@id"])) &&
    new Set(graph.map((entity) => entity["@id"])).size === graph.length,
  "entity-type": ({ graph }) => graph.every((entity) => isText(entity["@type"])),
  "flat": ({ graph }) =>
    graph.every((entity) =>
      Object.values(entity).flatMap(listOf).every((value) =>
        typeof value === "string" ||
        typeof value === "object" && value !== null && Object.keys(value).join() === "@id"
      )
    ),
  "reference": ({ graph, byId }) =>
    graph.every((entity) =>
      Object.values(entity).flatMap(listOf).every((value) =>
        typeof value === "string" || byId.has(value["@id"]) || value["@id"] === CRATE
      )
    ),
  "root": ({ root }) => isTyped(root, ["Dataset"]),
  "root-name": ({ root }) => isText(root?.name),
  "root-description": ({ root }) => isText(root?.description),
  "root-date": ({ root }) => TIME.test(String(root?.datePublished)),
  "root-license": ({ root }) => root?.license !== undefined,
  "root-profile": (crate) =>
    refersTo(crate.root, "conformsTo", PROFILE) &&
    isTyped(crate.byId.get(PROFILE), ["CreativeWork"]),
  "reachable": (crate) => {
    const found = reachable(crate);
    return data(crate).every((entity) => found.has(entity["@id"]));
  },
  "file-id": (crate) =>
    data(crate).every((entity) =>
      /^(?:[\w.~!*'()/-]|%[0-9A-F]{2})+$/.test(entity["@id"]) &&
      filePathOf(entity)!.split("/").every((part) => !["", ".", ".."].includes(part))
    ),
  "file-here": (crate) => data(crate).every((entity) => crate.files.has(filePathOf(entity)!)),
  "file-listed": (crate) => {
    const listed = new Set(data(crate).map(filePathOf));
    return [...crate.files.keys()]
      .every((path) => path === "ro-crate-metadata.json" || listed.has(path));
  },
  "file-facts": (crate) =>
    data(crate).every((entity) => {
      const bytes = crate.files.get(filePathOf(entity)!);
      if (bytes === undefined || entity["@id"] === "manifest.json") return true;
      return entity.contentSize === String(bytes.length) &&
        entity.sha256 === createHash("sha256").update(bytes).digest("hex");
    }),
  "action-instrument": (crate) => pointsTo(crate, crate.action, "instrument", SOFTWARE),

  "action-mentioned": ({ root, action }) => refersTo(root, "mentions", action?.["@id"] ?? ""),
  "action-name": ({ action }) => isText(action?.name),
  "action-description": ({ action }) => isText(action?.description),
  "action-start": ({ action }) => TIME.test(String(action?.startTime)),
  "action-end": ({ action }) => TIME.test(String(action?.endTime)),
  "action-status": ({ action }) =>
    /^http:\/\/schema\.org\/(Completed|Failed)ActionStatus$/.test(String(action?.actionStatus)),
  "action-error": ({ action }) =>
    isText(action?.error) === /Failed/.test(String(action?.actionStatus)),
  "action-agent": (crate) => pointsTo(crate, crate.action, "agent", AGENTS),
  "action-object": (crate) => pointsTo(crate, crate.action, "object", HANDLED),
  "action-result": (crate) => pointsTo(crate, crate.action, "result", HANDLED),
  "action-environment": (crate) =>
    targets(crate, crate.action, "environment").every((one) => isTyped(one, ["PropertyValue"])),
  "root-author": (crate) => pointsTo(crate, crate.root, "author", AGENTS),
  "root-publisher": (crate) => pointsTo(crate, crate.root, "publisher", ["Organization"]),
  "license-entity": (crate) => pointsTo(crate, crate.root, "license", ["CreativeWork"]),
  "person-affiliation": (crate) =>
    all(crate, ["Person"], (one) => pointsTo(crate, one, "affiliation", ["Organization"])),
  "organization-url": (crate) => all(crate, ["Organization"], (one) => isText(one.url)),
  "software-id": (crate) => all(crate, SOFTWARE, (one) => /^https?:/.test(one["@id"])),
  "software-url": (crate) => all(crate, SOFTWARE, (one) => isText(one.url)),
  "software-version": (crate) =>
    all(
      crate,
      SOFTWARE,
      (one) => [one.version, one.softwareVersion].filter(isText).length === 1,
    ),
  "named": ({ graph, descriptor }) =>
    graph.every((entity) => entity === descriptor || isText(entity.name)),
  "media-type": (crate) =>
    all(crate, ["File"], (one) => MEDIA_TYPE.test(String(one.encodingFormat))),
  "compact": ({ graph }) =>
    graph.every((entity) =>
      Object.values(entity).every((value) => !Array.isArray(value) || value.length > 1)
    ),
};

/** The rules that a crate breaks, by their codes. */
export function brokenRules(crate: Crate): string[] {
  return Object.keys(CRATE_RULES).filter((code) => !CRATE_RULES[code](crate));
}
