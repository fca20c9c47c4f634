import { type Command, InvalidArgumentError, Option } from "commander";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { isStemmaError, type LogEvent, type Run } from "../../mod.ts";
import { followRun } from "../fs.ts";
import { eventLineWriter } from "./event_line.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { eventLister, type NumberedEvent, takeLast } from "./list_events.ts";
import { printable } from "../base/printable.ts";
import { readCount } from "./read_count.ts";
import { readList } from "./read_list.ts";
import { readOneRun } from "./read_one_run.ts";
import type { Mode } from "./read_runs.ts";
import { runPlace } from "./run_place.ts";
import { paintFor, screenWidth } from "./terminal.ts";
import { watchWriter } from "./watch_writer.ts";
import { writeOutput } from "./write_output.ts";

interface LogOptions {
  readonly number?: number;
  readonly type?: readonly LogEvent["type"][];
  readonly since: number;
  readonly follow?: true;
  readonly mode: Mode;
  readonly json?: true;
}

const TYPES: readonly LogEvent["type"][] = [
  "start",
  "end",
  "resumed",
  "param",
  "series",
  "metric",
  "metric-definition",
  "context",
  "artifact",
  "model",
  "dataset",
  "optimizer",
  "environment",
  "source",
  "command",
  "tag",
  "description",
];

/** So many characters are written at once. */
const PIECE = 2 ** 16;

const HELP = `
One line an event, the oldest first: its number, when it was in UTC, its type,
and what it tells. -f waits for more and ends when the run has ended; it reads
what another process journals, and where that process has died it says so and
ends with 1. A log that a crash has torn is shown as far as it goes, and what is
left out is told on stderr.

Types: start end resumed param series metric metric-definition context artifact
model dataset optimizer environment source command tag description

Examples:
  $ stemma log runs/digits/0199… | less
  $ stemma log runs/digits/0199… -f -n 20 --type metric,model,end
  $ stemma log runs/digits/0199… --type metric --json | jq .value`;

/** Adds the command that lists the events of a run. */
export function addLog(program: Command): void {
  program.command("log")
    .summary("list the events of a run, also of one that still runs")
    .description("Lists the events of a run, also of one that still runs.")
    .argument("<run>", "a run's folder, or the zip of one; - for a zip on stdin")
    .option("-n, --number <count>", "the last so many only", readCount)
    .option("--type <types>", "events of these types only, with commas", readTypes)
    .option("--since <number>", "from the event of this number on", readCount, 0)
    .option("-f, --follow", "wait for more until the run ends")
    .addOption(
      new Option("--mode <mode>", "strict refuses a log that is torn or damaged")
        .choices(["lenient", "strict"]).default("lenient"),
    )
    .option("--json", "print data: a line of JSON an event")
    .addHelpText("after", HELP)
    .action(log);
}

async function log(path: string, options: LogOptions): Promise<void> {
  const { number, type, since, follow, json } = options;
  const types = type && new Set<string>(type);
  const lister = eventLister({ since, types });
  const lineOf = eventLineWriter({ json, width: screenWidth(), paint: paintFor() });
  let isFirst = true;
  for await (const run of follow ? runsOf(path) : [await readOneRun(path, options.mode)]) {
    const news = lister.list(run);
    const shown = isFirst && number !== undefined ? takeLast(news, number) : news;
    isFirst = false;
    await writeOutput("-", piecesOf(shown, (each) => lineOf(each, lister.series)));
  }
}

/** The states of a run that grows. */
async function* runsOf(path: string): AsyncGenerator<Run> {
  const place = await runPlace("follow", path);
  const log = join(place, "run.log");
  // Whoever has mistaken the folder must not wait for ever without a word.
  if (!existsSync(log)) process.stderr.write(`waiting for ${printable(log)}\n`);
  const over = new AbortController();
  const { signal } = over;
  let isOver = false;
  const watching = watchWriter(place, signal).finally(() => over.abort());
  try {
    for await (const run of followRun(place, { signal })) {
      isOver = run.status !== "RUNNING";
      yield run;
    }
  } catch (error) {
    if (!isStemmaError(error)) throw error;
    throw new CommandError(`${place}: ${error.message}`, { cause: error });
  } finally {
    over.abort();
    await watching;
  }
  if (isOver) return;
  process.stderr.write(
    `stemma: ${printable(place)}: the process that wrote it has died; see stemma recover\n`,
  );
  setExitCode(EXIT.FINDINGS);
}

function* piecesOf(
  shown: Iterable<NumberedEvent>,
  lineOf: (event: NumberedEvent) => string,
): Generator<string> {
  let piece = "";
  for (const each of shown) {
    piece += `${lineOf(each)}\n`;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function readTypes(text: string): string[] {
  const types = readList(text);
  const wrong = types.find((type) => !TYPES.some((known) => known === type));
  if (wrong === undefined) return types;
  throw new InvalidArgumentError(`"${wrong}" is none of ${TYPES.join(", ")}.`);
}
