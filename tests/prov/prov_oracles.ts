import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";

/** The folder of conformance documents. */
export const CORPORA = "../shared/corpora";
/** The folders in it that hold documents of PROV-JSON. */
export const JSON_FOLDERS = [
  "prov-json",
  "examples",
  "constraints-json",
  "prov-json-unification",
] as const;
/** The program that compares documents as Python's `prov` reads them. */
export const COMPARE = "../shared/tools/provcmp.py";
/** ProvToolbox as a program. */
export const TOOLBOX = "../shared/tools/provtoolbox/provtoolbox.sh";

const execute = promisify(execFile);

/** The documents of PROV-JSON by their path, as lenient reading takes them. */
export function* jsonDocuments(): Generator<[path: string, document: ProvDocument]> {
  for (const folder of JSON_FOLDERS) {
    for (const name of readdirSync(`${CORPORA}/${folder}`).sort()) {
      if (!name.endsWith(".json") || name === "expected.json") continue;
      const text = readFileSync(`${CORPORA}/${folder}/${name}`, "utf8");
      yield [`${folder}/${name}`, provFromJson(text, { mode: "lenient" }).document];
    }
  }
}

/** Whether a document has a statement that PROV-JSONLD and ProvToolbox have no term for. */
export function hasMention({ records, bundles }: ProvDocument): boolean {
  return [{ records }, ...bundles]
    .some(({ records }) => records.some(({ kind }) => kind === "mentionOf"));
}

/** A Python that has one version of `prov`: named by a variable, or in `STEMMA_ORACLES`, where
 * `<folder>/prov<major>` is a virtual environment. */
export function python(major: 2 | 3): string | undefined {
  const folder = process.env.STEMMA_ORACLES;
  const candidates = [
    process.env[`PROV${major}_PYTHON`],
    folder && join(folder, `prov${major}`, "bin", "python3"),
  ];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path));
}

/** Does something with an empty folder, and takes it away. */
export async function withFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "prov-"));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program prints, also where it ends with an error. */
export async function printed(program: string, ...args: string[]): Promise<string> {
  try {
    return (await execute(program, args, { maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}
