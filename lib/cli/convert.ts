import { type Command, InvalidArgumentError, Option } from "commander";
import type { ProvJsonOptions } from "../prov.ts";
import { drawDocument, titleOf } from "./draw_document.ts";
import { CommandError } from "./exit_code.ts";
import {
  DOCUMENT_FORMATS,
  type DocumentFormat,
  formatOfPath,
  formatOption,
  fromOption,
  PICTURE_FORMATS,
  type PictureFormat,
} from "./formats.ts";
import { modeOption } from "./mode_option.ts";
import type { Mode } from "./read_runs.ts";
import { readSubject } from "./read_subject.ts";
import { documentOf } from "./report_repairs.ts";
import { writeDocument } from "./write_document.ts";
import { writeOutput } from "./write_output.ts";

interface ConvertOptions {
  readonly from?: DocumentFormat;
  readonly to?: DocumentFormat | PictureFormat;
  readonly mode?: Mode;
  readonly dialect: keyof typeof DIALECTS;
  readonly indent?: number;
}

/** The dialects of PROV-JSON by the tool that they are for. */
const DIALECTS = { prov: "standard", provtoolbox: "provtoolbox" } as const satisfies Record<
  string,
  ProvJsonOptions["dialect"]
>;

const FORMATS = [...DOCUMENT_FORMATS, ...PICTURE_FORMATS];

const HELP = `
Formats are told by extension: .json (PROV-JSON), .provn (PROV-N), .jsonld
(PROV-JSONLD); also .svg and .dot as output. --from and --to take prov-json,
prov-n and prov-jsonld too. Documents are read leniently, since a converter is
mostly asked to take what other tools wrote; every repair is told on stderr with
its place.

Examples:
  $ stemma convert prov.json prov.provn
  $ stemma convert runs/digits/0199… graph.svg
  $ curl -s https://example.org/prov.jsonld | stemma convert - --to provn | less`;

/** Adds the command that writes a document in another format. */
export function addConvert(program: Command): void {
  program.command("convert")
    .summary("write a PROV document in another format")
    .description("Writes a PROV document, or the provenance of a saved run, in another format.")
    .argument("<in>", "the document or saved run; - for stdin")
    .argument("[out]", "the file to write; - for stdout", "-")
    .addOption(fromOption())
    .addOption(
      formatOption(
        "--to <format>",
        "format of the output, where its name does not tell it",
        FORMATS,
      ),
    )
    .addOption(modeOption())
    .addOption(
      new Option("--dialect <tool>", "the tool that PROV-JSON is written for")
        .choices(Object.keys(DIALECTS)).default("prov"),
    )
    .option("--indent <spaces>", "spaces a level of PROV-JSON and PROV-N, 0 to 10", readIndent)
    .addHelpText("after", HELP)
    .action(convert);
}

async function convert(input: string, output: string, options: ConvertOptions): Promise<void> {
  const { from, to = formatOfPath(output, FORMATS), mode, dialect, indent } = options;
  if (to === undefined) {
    throw new CommandError(
      `Cannot tell the format of ${output === "-" ? "stdout" : `"${output}"`}: give --to <format>`,
    );
  }
  const subject = await readSubject(input, { from, mode });
  const doc = documentOf(input, subject);
  await writeOutput(
    output,
    to === "svg" || to === "dot"
      ? await drawDocument(doc, to, { title: titleOf(subject) })
      : writeDocument(doc, to, { dialect: DIALECTS[dialect], indent }),
  );
}

function readIndent(text: string): number {
  if (/^(?:\d|10)$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 10.");
}
