import { basename, dirname } from "node:path";
import { isStemmaError } from "../../mod.ts";
import type { ProvReading, ProvRepair } from "../prov.ts";
import { provFromJson, provFromJsonLd, provFromProvN } from "../prov.ts";
import { CommandError } from "./exit_code.ts";
import { DOCUMENT_FORMATS, type DocumentFormat, formatOfPath, sniffFormat } from "./formats.ts";
import { decodeText, lookAt, nameOfPath, readBytes, readTexts } from "./read_input.ts";
import { readLargeJsonLd } from "./read_large_jsonld.ts";
import { type Mode, readRunArchive, readRunFolder, type SavedRun } from "./read_runs.ts";
import { isZip } from "./unzip.ts";

/** How something is read. */
export interface SubjectOptions {
  /** The format of a document, where its name does not tell it. */
  readonly from?: DocumentFormat;
  /** How strictly; unless given a document is read leniently and a log strictly. */
  readonly mode?: Mode;
}

/** What a path turned out to be: a PROV document, or saved runs. */
export type Subject =
  | ({ readonly kind: "document" } & ProvReading)
  | { readonly kind: "runs"; readonly runs: readonly SavedRun[] };

/** A text of more bytes than this is too long for one string. */
const LARGE = 2 ** 28;

/** Reads what a path names: a PROV document of any format, the folder of a run, or a zip of runs.
 *
 * @throws {CommandError} where it is nothing of that
 * @throws {StemmaError} where it is damaged
 */
export async function readSubject(path: string, options: SubjectOptions): Promise<Subject> {
  const { isFolder, size } = await lookAt(path);
  try {
    if (isFolder || basename(path) === "run.log") {
      const folder = isFolder ? path : dirname(path);
      return { kind: "runs", runs: await readRunFolder(folder, options.mode) };
    }
    const { from = formatOfPath(path, DOCUMENT_FORMATS), mode = "lenient" } = options;
    if (from === "jsonld" && size > LARGE) {
      return { kind: "document", ...await readLargeJsonLd(readTexts(path), { mode }) };
    }
    const bytes = await readBytes(path);
    if (isZip(bytes)) {
      return { kind: "runs", runs: await readRunArchive(path, bytes, options.mode) };
    }
    const text = decodeText(path, bytes);
    return { kind: "document", ...readDocument(path, text, options.from, mode) };
  } catch (error) {
    if (!isStemmaError(error)) throw error;
    throw new CommandError(`${nameOfPath(path)}: ${error.message}`, { cause: error });
  }
}

function readDocument(
  path: string,
  text: string,
  from: DocumentFormat | undefined,
  mode: Mode,
): ProvReading {
  const named = formatOfPath(path, DOCUMENT_FORMATS);
  const sniffed = sniffFormat(text);
  // Much JSON-LD is called .json.
  const format = from ?? (named === "json" ? sniffed ?? named : named ?? sniffed);
  if (format === undefined) throw unknownFormat(path, text);
  return READERS[format](text, { mode });
}

const READERS: Readonly<
  Record<DocumentFormat, (text: string, options: { mode: Mode }) => ProvReading>
> = { json: provFromJson, provn: provFromProvN, jsonld: provFromJsonLd };

function unknownFormat(path: string, text: string): CommandError {
  const start = text.trimStart();
  const guess = start === ""
    ? "it is empty"
    : start.startsWith("<")
    ? "it looks like XML, and PROV-XML is not read"
    : /^@?prefix\b/i.test(start)
    ? "it looks like Turtle, and PROV-O is not read"
    : "it is neither PROV-JSON, PROV-N, PROV-JSONLD nor a saved run; --from <format> names a format";
  return new CommandError(`Cannot read ${nameOfPath(path)}: ${guess}`);
}

/** The place of a repair, as compilers write it after the name of the file. */
export function placeOf({ path, line, column }: ProvRepair): string {
  return line === undefined ? path ?? "" : `${line}:${column ?? 1}`;
}
