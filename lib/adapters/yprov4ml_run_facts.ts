import type { Attributes, EnvironmentDescription } from "../../mod.ts";
import { _baseOf, _cleanPath } from "./yprov4ml_files.ts";
import { type _Graph, type _Item, _text } from "./yprov4ml_document.ts";
import { _cleanValue, _nameFrom, _valueOf } from "./yprov4ml_value.ts";

/** What a document says of the run itself. */
export interface _RunFacts {
  /** The statements that are about the run: an activity, and in older documents an entity. */
  readonly about: readonly _Item[];
  readonly experiment: string;
  readonly runId: string;
  readonly name: string;
  readonly rank: number | undefined;
  /** What the document calls the run folder. */
  readonly root: string | undefined;
  readonly agent: string | undefined;
  readonly environment: EnvironmentDescription | undefined;
}

/** Facts that describe the run or its surroundings; every other one of an activity is a parameter. */
export const _SYSTEM_FACTS: ReadonlySet<string> = new Set([
  "type",
  "label",
  "level",
  "role",
  "provenance_path",
  "artifact_uri",
  "experiment_dir",
  "experiment_name",
  "run_id",
  "user_id",
  "python_version",
  "requirements",
  "PID",
  "host_name",
  "time_zone",
  "global_rank",
  "runtime_type",
  "operating_system",
  "release",
  "processor",
  "machine",
  "fullLabel",
  "startedAtTime",
  "endedAtTime",
]);

/** Finds the run in a document.
 *
 * @param file the document's path, which tells what the document does not
 */
export function _findRun(graph: _Graph, file: string): _RunFacts {
  const about = statementsOf(graph);
  const text = (...names: string[]) => {
    for (const item of about) {
      const found = _text(item, ...names);
      if (found !== undefined && found !== "" && found !== "None") return found.toWellFormed();
    }
    return undefined;
  };
  const rankText = text("global_rank") ?? /_GR([0-9]{1,6})/.exec(_baseOf(file))?.[1];
  const rank = /^[0-9]{1,9}$/.test(rankText ?? "") ? Number(rankText) : undefined;
  const number = text("run_id");
  const stem = _baseOf(file).replace(/\.json$/i, "").replace(/^prov(?:graph)?_/i, "");
  const artifacts = text("artifact_uri");
  const root = text("experiment_dir") ??
    (artifacts === undefined ? undefined : /^(.*)[\\/][^\\/]+[\\/]?$/.exec(artifacts)?.[1]);
  const given = text("experiment_name") ?? about[0]?.name.replace(/_execution$/, "") ?? stem;
  const suffix = rank === undefined ? "" : `_GR${rank}`;
  const experiment = without(without(given, `_${number}`), suffix);
  const runId = number === undefined ? given || stem : `${experiment}${suffix}_${number}`;
  return {
    about,
    experiment: _nameFrom(experiment),
    runId: _nameFrom(runId),
    name: _nameFrom(_baseOf(_cleanPath(root ?? "")) || runId),
    rank,
    root,
    agent: agentOf(graph, about),
    environment: environmentOf(text, about),
  };
}

function statementsOf({ era, activities, entities }: _Graph): _Item[] {
  if (era === "E2" || era === "E3") {
    const root = activities.find(({ facts }) => facts.has("run_id")) ??
      activities.find((item) => _text(item, "level") === "0");
    return root === undefined ? [] : [root];
  }
  const isType = (item: _Item, type: string) =>
    item.facts.get("type")?.some((value) => String(_valueOf(value).value).endsWith(type)) === true;
  const activity = activities.find((item) => isType(item, "LearningExecution")) ??
    activities.find(({ name }) => name.endsWith("_execution"));
  const entity = entities.find((item) => isType(item, "LearningStage")) ??
    entities.find(({ facts }) => facts.has("run_id"));
  return [entity, activity].filter((item) => item !== undefined);
}

function agentOf(graph: _Graph, about: readonly _Item[]): string | undefined {
  const iri = about.map((item) => graph.agentOf.get(item.iri)).find((each) => each !== undefined);
  const agent = graph.agents.find((each) => each.iri === iri) ?? graph.agents[0];
  const name = _text(agent, "label") || agent?.name;
  return name ? _nameFrom(name) : undefined;
}

/** Where a run ran, as far as its facts tell. */
function environmentOf(
  text: (...names: string[]) => string | undefined,
  about: readonly _Item[],
): EnvironmentDescription | undefined {
  const others: Record<string, Attributes[string]> = Object.create(null);
  const named = new Set(["operating_system", "release", "machine", "processor", "host_name"]);
  for (const { facts } of about) {
    for (const [name, values] of facts) {
      if (!_SYSTEM_FACTS.has(name) || named.has(name) || /^(?:type|level|\w+AtTime)$/.test(name)) {
        continue;
      }
      if (["python_version", "user_id", "requirements"].includes(name)) continue;
      const value = _cleanValue(_valueOf(values[0]).value);
      if (value !== undefined) others[name] = value;
    }
  }
  const version = text("python_version");
  const system = text("operating_system");
  const [release, arch] = [text("release"), text("machine")];
  const model = text("processor");
  const hostname = text("host_name");
  const user = text("user_id");
  const { packages, rest } = packagesOf(text("requirements"));
  if (rest !== "" && _cleanValue(rest) !== undefined) others.requirements = rest;
  if (version === undefined && system === undefined && Object.keys(others).length === 0) {
    return undefined;
  }
  return {
    runtime: { name: "python", ...(version !== undefined && { version }) },
    ...(system !== undefined && {
      os: {
        name: system,
        ...(release !== undefined && { version: release }),
        ...(arch !== undefined && { arch }),
      },
    }),
    ...(model !== undefined && { cpu: { model } }),
    ...(hostname !== undefined && { hostname }),
    ...(user !== undefined && { user }),
    ...(packages.length > 0 && { packages }),
    ...(Object.keys(others).length > 0 && { attributes: others }),
  };
}

/** The packages of a requirements text; lines of another kind stay text. */
function packagesOf(text: string | undefined) {
  const packages: { name: string; version: string; registry: string }[] = [];
  const rest: string[] = [];
  for (const line of text?.split("\n") ?? []) {
    const [, name, version] = /^\s*([A-Za-z0-9._-]+)==([^\s;#]+)\s*$/.exec(line) ?? [];
    if (name !== undefined) packages.push({ name, version, registry: "pypi" });
    else if (line.trim() !== "") rest.push(line);
  }
  return { packages, rest: rest.join("\n") };
}

function without(text: string, end: string): string {
  return end !== "" && text.endsWith(end) && text !== end ? text.slice(0, -end.length) : text;
}
