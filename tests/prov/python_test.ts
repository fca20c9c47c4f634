import { execFile } from "node:child_process";
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { oracle } from "../oracle.ts";
import { name, time, value } from "./arbitrary_document.ts";

const CORPUS = "../shared/corpora/prov-json";
const COMPARE = "../shared/tools/provcmp.py";
const run = promisify(execFile);

/** A Python that has one version of `prov`: named by a variable, or in `STEMMA_ORACLES`, where
 * `<folder>/prov<major>` is a virtual environment. */
function python(major: 2 | 3): string | undefined {
  const own = process.env[`PROV${major}_PYTHON`];
  const folder = process.env.STEMMA_ORACLES;
  const candidates = [own, folder && join(folder, `prov${major}`, "bin", "python3")];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path));
}

/** Compares two folders; gives back what the comparison printed. */
async function compare(python: string, a: string, b: string, ...flags: string[]): Promise<string> {
  try {
    return (await run(python, [COMPARE, ...flags, a, b])).stdout;
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}

async function withFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "prov-"));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [major, version, flags] of [[2, "2.0.0", []], [3, "3.2.3", ["--strict"]]] as const) {
  const interpreter = python(major);
  const here = oracle(
    `Python prov ${version} and its corpus`,
    interpreter !== undefined && existsSync(CORPUS) && existsSync(COMPARE),
  );

  test(`provToJson() loses nothing that Python prov ${version} sees`, here, async () => {
    await withFolder(async (folder) => {
      const names = readdirSync(CORPUS).filter((name) => name.endsWith(".json"));
      for (const name of names) {
        const text = readFileSync(join(CORPUS, name), "utf8");
        const { document } = provFromJson(text, { mode: "lenient" });
        writeFileSync(join(folder, name), provToJson(document));
      }
      const report = await compare(interpreter!, CORPUS, folder, ...flags);
      assert.match(report, new RegExp(`prov ${version.replaceAll(".", "\\.")}\n`));
      assert.match(report, new RegExp(`\n${names.length} passed, 0 failed\n$`), report);
    });
  });

  test(`provToJson() writes any value so that prov ${version} reads it back`, here, async () => {
    await withFolder(async (folder) => {
      const [ours, theirs] = ["ours", "theirs"].map((part) => join(folder, part));
      mkdirSync(ours);
      mkdirSync(theirs);
      fc.sample(fc.tuple(fc.array(value, { maxLength: 3 }), name, time), { seed: 1, numRuns: 60 })
        .forEach(
          ([values, id, time], i) => {
            const prefixes = { ex: "https://e.example/" };
            const base = buildProv({ prefixes }, (p) => {
              p.used("ex:a", "ex:e", { time });
              p.entity("ex:numbers", {
                "ex:n": [i / 7, i, 2 ** 40 + i, BigInt(i) ** 20n, i % 2 === 0, -0, 5e-324],
              });
            });
            const attributes = values.map((value) => ({
              name: base.records[1].attributes[0].name,
              value,
            }));
            const document = {
              ...base,
              prefixes: { ...prefixes, "": "https://default.example/" },
              records: [...base.records, { kind: "entity" as const, id, formal: {}, attributes }],
            };
            writeFileSync(join(ours, `${i}.json`), provToJson(document));
          },
        );
      const copy = "import sys, os, prov.model as m\n" +
        "for n in os.listdir(sys.argv[1]):\n" +
        "    d = m.ProvDocument.deserialize(os.path.join(sys.argv[1], n))\n" +
        "    d.serialize(os.path.join(sys.argv[2], n))\n";
      await run(interpreter!, ["-c", copy, ours, theirs]);
      for (const name of readdirSync(theirs)) {
        const text = readFileSync(join(theirs, name), "utf8");
        const { document } = provFromJson(text, { mode: "lenient" });
        writeFileSync(join(theirs, name), provToJson(document));
      }
      const report = await compare(interpreter!, ours, theirs);
      assert.match(report, /\n60 passed, 0 failed\n$/, report);
    });
  });
}
