import { description } from "../run/view_contexts.ts";
import { _head, _parts, type Run } from "../run/run.ts";
import type { EndEvent, RecordEvent, StartEvent } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { filesOf } from "../run/subject.ts";
import { type CrateLicense, licenseOf } from "./crate_license.ts";
import type { CrateAgent, CrateOptions, CrateOrganization } from "./crate_options.ts";
import { type Program, programOf } from "./crate_program.ts";

/** What a crate says as a whole: the run's facts, completed by the options. */
export interface CrateFacts {
  readonly start: StartEvent;
  /** Absent while the run goes on. */
  readonly end?: EndEvent;
  readonly name: string;
  readonly description: string;
  /** When it was published, in milliseconds since the epoch. */
  readonly published: number;
  readonly license?: CrateLicense;
  readonly author?: CrateAgent;
  readonly agent?: CrateAgent;
  readonly publisher?: CrateOrganization;
  readonly program: Program;
  /** The command that started the run, as one line. */
  readonly command?: string;
  /** The environment variables that were logged. */
  readonly variables: readonly (readonly [name: string, value: string])[];
  /** Whether the run took anything in. */
  readonly hasInput: boolean;
}

/** Gathers what a crate says as a whole. */
export function crateFacts(run: Run, options: CrateOptions): CrateFacts {
  const { log, length } = _parts(run);
  const start = _head(run);
  const newest = new Map<string, RecordEvent>();
  let hasInput = false;
  for (const [, event] of recordsAt(log, length)) {
    newest.set(event.type, event);
    hasInput ||= isInput(event);
  }
  const found = <Type extends RecordEvent["type"]>(type: Type) =>
    newest.get(type) as Extract<RecordEvent, { type: Type }> | undefined;
  const end = found("end");
  const environment = found("environment");
  const command = found("command")?.arguments.join(" ") || undefined;
  const { license, published } = options;
  return {
    start,
    end,
    name: options.name ?? run.name,
    description: options.description ?? (description(run) || summaryOf(run)),
    published: Number(published ?? end?.timestamp ?? start.timestamp),
    license: license === undefined ? undefined : licenseOf(license),
    ...agentsOf(start, options),
    publisher: options.publisher,
    program: programOf(options.software, {
      runId: run.runId,
      source: found("source"),
      environment,
      command,
    }),
    variables: Object.entries(environment?.info.variables ?? {}).filter(isText),
    command,
    hasInput,
  };
}

/** What can be said of any run, where nobody said more. */
function summaryOf(run: Run): string {
  return `The record of run ${run.runId} of the experiment ${run.experiment}.`;
}

function isText(member: [string, unknown]): member is [string, string] {
  return typeof member[1] === "string";
}

function isInput(event: RecordEvent): boolean {
  switch (event.type) {
    case "optimizer":
      return true;
    case "source":
      return filesOf(event).length > 0;
    case "param":
    case "artifact":
    case "model":
    case "dataset":
      return event.direction === "input";
    default:
      return false;
  }
}

/** Who made the crate and who ran the run. Either is the other where only one is known. */
function agentsOf(
  { agent: logged }: StartEvent,
  options: CrateOptions,
): { author?: CrateAgent; agent?: CrateAgent } {
  const { author } = options;
  let agent = options.agent;
  if (agent === undefined && logged !== undefined && logged.kind !== "software") {
    agent = logged as CrateAgent;
  }
  if (agent === undefined) return { author, agent: author };
  if (author === undefined) return { author: agent, agent };
  if (!isSame(agent, author)) return { author, agent };
  const both = {
    name: author.name,
    id: author.id ?? agent.id,
    url: author.url ?? agent.url,
    kind: author.kind ?? agent.kind,
    affiliation: author.affiliation ?? agent.affiliation,
  };
  return { author: both, agent: both };
}

/** One id is one agent; where an id is missing, one name is. */
function isSame(a: CrateAgent, b: CrateAgent): boolean {
  if (a.id !== undefined && b.id !== undefined) return a.id === b.id;
  return a.name === b.name;
}
