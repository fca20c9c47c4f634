import { type Command, Option } from "commander";
import type { DotOptions, Shown } from "../../mod.ts";
import { PROV_KINDS } from "../prov.ts";
import type { Engine } from "../svg.ts";
import { drawDocument, titleOf } from "./draw_document.ts";
import { CommandError } from "./exit_code.ts";
import {
  type DocumentFormat,
  formatOfPath,
  fromOption,
  PICTURE_FORMATS,
  type PictureFormat,
} from "./formats.ts";
import { modeOption } from "./mode_option.ts";
import { readList } from "./read_list.ts";
import type { Mode } from "./read_runs.ts";
import { readSubject } from "./read_subject.ts";
import { documentOf } from "./report_repairs.ts";
import { writeOutput } from "./write_output.ts";

interface DrawOptions {
  readonly output: string;
  readonly to?: PictureFormat;
  readonly from?: DocumentFormat;
  readonly mode?: Mode;
  readonly detail?: DotOptions["detail"];
  readonly direction?: DotOptions["direction"];
  readonly attributes?: true;
  readonly ids?: true;
  readonly times?: true;
  readonly labels?: boolean;
  readonly legend: boolean;
  readonly hide?: readonly string[];
  readonly engine?: Engine;
  readonly title?: string;
}

const ENGINES: readonly Engine[] = ["dot", "neato", "fdp", "sfdp", "circo", "twopi", "osage"];

const HELP = `
Large graphs are folded until they are readable (--detail auto); the legend says
what was done. --hide takes the names of PROV-N, such as agent, wasAttributedTo.

Examples:
  $ stemma draw prov.json -o prov.svg
  $ stemma draw runs/digits/0199… -o graph.svg --direction LR --attributes
  $ stemma draw prov.provn --detail full --hide agent,used -o prov.svg
  $ stemma draw prov.json --to dot | dot -Tpdf > prov.pdf`;

/** Adds the command that draws a document. */
export function addDraw(program: Command): void {
  program.command("draw")
    .summary("draw a PROV document or a saved run")
    .description("Draws a PROV document, or the family tree of a saved run, as SVG or DOT.")
    .argument("<file>", "the document or saved run; - for stdin")
    .option("-o, --output <file>", "the picture: .svg or .dot; - for stdout", "-")
    .addOption(
      new Option("--to <format>", "format of the picture (default: svg)").choices(PICTURE_FORMATS),
    )
    .addOption(
      new Option("--detail <level>", "how much is drawn (default: auto)")
        .choices(["auto", "overview", "full"]),
    )
    .addOption(
      new Option("--direction <direction>", "where the past lies: BT is up (default: BT)")
        .choices(["BT", "TB", "LR", "RL"]),
    )
    .option("--attributes", "hang notes with all attributes on nodes and relations")
    .option("--ids", "write the identifiers of nodes and relations")
    .option("--times", "write when they were")
    .option("--labels", "write the names of relations on all edges, however many")
    .option("--no-labels", "write them on none")
    .option("--no-legend", "leave the legend out")
    .option("--hide <kinds>", "kinds of statement to leave out, with commas", readList)
    .addOption(new Option("--engine <engine>", "who places the nodes").choices(ENGINES))
    .option("--title <text>", "title of the picture")
    .addOption(fromOption())
    .addOption(modeOption())
    .addHelpText("after", HELP)
    .action(draw);
}

async function draw(input: string, options: DrawOptions): Promise<void> {
  const { output, from, mode, detail, direction, engine, title } = options;
  const to = options.to ?? formatOfPath(output, PICTURE_FORMATS) ?? (output === "-" ? "svg" : "");
  if (to === "") throw new CommandError(`Cannot draw "${output}": it must end in .svg or .dot`);
  const show = shownOf(options);
  const subject = await readSubject(input, { from, mode });
  const doc = documentOf(input, subject);
  const picture = { detail, direction, show, engine, title: title ?? titleOf(subject) };
  await writeOutput(output, await drawDocument(doc, to, picture));
}

function shownOf(
  { attributes, ids, times, labels, legend, hide = [] }: DrawOptions,
): DotOptions["show"] {
  const show: Partial<Record<Shown, boolean>> = { attributes, ids, times, labels, legend };
  for (const kind of hide) {
    if (!Object.hasOwn(PROV_KINDS, kind)) {
      throw new CommandError(`Cannot hide "${kind}": it is no kind of statement of PROV-N`);
    }
    show[kind as Shown] = false;
  }
  return show;
}
