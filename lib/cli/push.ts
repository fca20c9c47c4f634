import type { Command } from "commander";
import { countOf, sizeText } from "../base/human.ts";
import { EXIT, setExitCode, tellFailure } from "./exit_code.ts";
import { layFacts } from "./lay_facts.ts";
import { modeOption } from "./mode_option.ts";
import { findPlacedRuns, type PlacedRun } from "./placed_runs.ts";
import { type Planned, planPush, planText } from "./plan_push.ts";
import { printable } from "../base/printable.ts";
import { type Pushed, pushRun } from "./push_run.ts";
import type { Mode } from "./read_runs.ts";
import { type OpenTarget, readTarget, type Target, TARGET_LINES } from "./targets.ts";
import { type Paint, paintFor, screenWidth, startProgress } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface PushCommandOptions {
  readonly dryRun?: true;
  readonly mode?: Mode;
  readonly json?: true;
}

/** Of more entries of one kind these are listed, and the rest is counted. */
const LISTED = 10;

const HELP = `
Targets:
${TARGET_LINES}

A push that is repeated sends what is missing. Credentials are read from the
environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
AWS_REGION, AWS_ENDPOINT_URL; GOOGLE_OAUTH_ACCESS_TOKEN; MLFLOW_TRACKING_TOKEN,
or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD; TRACKIO_WRITE_TOKEN;
YPROV_TOKEN of a service, AUTHORIZATION_TOKEN of a store.

Exit code: 0 all is there, 1 something was not sent, 2 it could not be begun.

Examples:
  $ stemma push runs/digits/0199… s3://bucket/runs --dry-run
  $ stemma push runs/digits/0199… file:/backup mlflow+http://127.0.0.1:5000
  $ stemma push runs mlflow+https://mlflow.example.org --json`;

/** Adds the command that sends runs elsewhere. */
export function addPush(program: Command): void {
  program.command("push")
    .summary("send a saved run to buckets, folders and dashboards")
    .description("Sends saved runs to buckets, folders and dashboards.")
    .argument("<run>", "a run's folder, a folder of runs, or a zip; here, s3:// or https://")
    .argument("<targets...>", "where to; see below")
    .option("--dry-run", "tell what would be sent; nothing is, and no credential is asked for")
    .addOption(modeOption())
    .option("--json", "print data: an entry for each run and target")
    .addHelpText("after", HELP)
    .action(push);
}

async function push(
  path: string,
  texts: readonly string[],
  { dryRun, mode, json }: PushCommandOptions,
): Promise<void> {
  const targets = texts.map(readTarget);
  const runs = await findPlacedRuns("push", path);
  const entries = dryRun ? await planAll(runs, targets, mode) : await pushAll(runs, targets, mode);
  const text = json ? `${JSON.stringify(entries, null, 2)}\n` : entriesText(entries);
  await writeOutput("-", text);
}

async function planAll(runs: readonly PlacedRun[], targets: readonly Target[], mode?: Mode) {
  const plans: Planned[] = [];
  for (const run of runs) {
    for (const target of targets) plans.push(await planPush(run, target, mode));
  }
  return plans;
}

/** Pushes every run to every target; each target is open before anything is sent. */
async function pushAll(runs: readonly PlacedRun[], targets: readonly Target[], mode?: Mode) {
  const open: { readonly name: string; readonly opened: OpenTarget }[] = [];
  for (const target of targets) open.push({ name: target.name, opened: await target.open() });
  const done: Pushed[] = [];
  const progress = startProgress();
  try {
    for (const run of runs) {
      for (const target of open) {
        const tell = (how: string) => progress.tell(`${target.name}: ${run.place}: ${how}`);
        tell("reading");
        try {
          const pushed = await pushRun(run, target, { mode, tell });
          done.push(pushed);
          if (!pushed.ok) setExitCode(EXIT.FINDINGS);
        } catch (error) {
          // The other runs and targets are served all the same.
          progress.clear();
          tellFailure(error);
        }
      }
    }
  } finally {
    progress.end();
    for (const { opened } of open) await closeTarget(opened);
  }
  return done;
}

async function closeTarget(opened: OpenTarget): Promise<void> {
  await (opened.kind === "run" ? opened.destination : opened.sink).close?.();
}

function entriesText(entries: readonly (Pushed | Planned)[]): string {
  const [width, paint] = [screenWidth(), paintFor()];
  const lines = entries.flatMap((entry, i) => {
    const isNew = entries[i - 1]?.run !== entry.run;
    return [
      ...(isNew && i > 0 ? [""] : []),
      ...(isNew ? [paint.bold(printable(entry.run))] : []),
      ...("dryRun" in entry
        ? layFacts([["dry run", `${entry.target} ${planText(entry)}`]], width, paint)
        : pushedLines(entry, width, paint)),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function pushedLines(pushed: Pushed, width: number, paint: Paint): string[] {
  const { ok, target, url, look, events, written, failed, skipped, changed } = pushed;
  const bytes = written.reduce((sum, { size }) => sum + size, 0);
  const isFolder = events === undefined;
  const counts = [
    ...(isFolder ? [] : [`${countOf(events, "event")} there`]),
    ...(written.length > 0 ? [`${countOf(written.length, "file")} sent, ${sizeText(bytes)}`] : []),
    ...(isFolder && skipped.length > 0 ? [`${countOf(skipped.length, "file")} there already`] : []),
  ];
  return [
    ...layFacts([[ok ? "pushed" : "to", target], ["", counts.join("; ")]], width, paint),
    // A command is copied as it is, so it stays in one line.
    ...layFacts([["see", url ?? look]], Infinity, paint),
    ...listed("left out", isFolder ? [] : skipped, ({ path, reason }) => `${path}: ${reason}`)
      .flatMap((fact) => layFacts([fact], width, paint)),
    ...listed("changed", changed, ({ path, to, reason }) => `${path} → ${to}: ${reason}`)
      .flatMap((fact) => layFacts([fact], width, { ...paint, dim: paint.yellow })),
    ...listed("failed", failed, ({ path, error }) => `${path}: ${error}`)
      .flatMap((fact) => layFacts([fact], width, { ...paint, dim: paint.red })),
  ];
}

function listed<Entry>(
  title: string,
  entries: readonly Entry[],
  textOf: (entry: Entry) => string,
): (readonly [string, string])[] {
  const more = entries.length - LISTED;
  return [
    ...entries.slice(0, LISTED).map((entry) => [title, textOf(entry)] as const),
    ...(more > 0 ? [[title, `${countOf(more, "more")}`] as const] : []),
  ];
}
