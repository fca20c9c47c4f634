import assert from "node:assert/strict";
import { execFile } from "node:child_process";
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
import { toProv } from "../../lib/lineage/to_prov.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { oracle } from "../oracle.ts";
import { scriptedRun } from "../scripted_run.ts";
import { anyDocument } from "./arbitrary_document.ts";

const ROOT = "../shared/corpora";
const COMPARE = "../shared/tools/provcmp.py";
const run = promisify(execFile);

const { PROV3_PYTHON, STEMMA_ORACLES } = process.env;
const interpreter = [PROV3_PYTHON, STEMMA_ORACLES && join(STEMMA_ORACLES, "prov3/bin/python3")]
  .find((path) => path !== undefined && path !== "" && existsSync(path));
const here = oracle(
  "Python prov 3.2.3 and its corpus",
  interpreter !== undefined && existsSync(ROOT) && existsSync(COMPARE),
);

/** What Python's `prov` finds different between two folders of documents in several formats, read
 * strictly; the count of files that are equal comes last. */
async function compare(a: string, b: string): Promise<string> {
  try {
    return (await run(interpreter!, [COMPARE, "--strict", a, b])).stdout;
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}

async function withFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "provn-"));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [corpus, refused] of [["prov-json", 12], ["examples", 0]] as const) {
  test(
    `provToProvN() writes ${corpus} so that strict Python prov finds the same`,
    here,
    async () => {
      await withFolder(async (folder) => {
        const theirs = join(ROOT, corpus);
        for (const name of readdirSync(theirs).filter((name) => name.endsWith(".json"))) {
          const text = readFileSync(join(theirs, name), "utf8");
          const { document } = provFromJson(text, { mode: "lenient" });
          writeFileSync(join(folder, name.replace(/json$/, "provn")), provToProvN(document));
        }
        const report = await compare(theirs, folder);
        assert.match(report, new RegExp(`\\n[1-9][0-9]* passed, ${refused} failed\\n$`), report);
        // PROV-N has no word for a statement that lacks what it is about.
        const reasons = report.split("\n").filter((line) => /^(?:ERR|DIFF)/.test(line));
        for (const line of reasons) assert.match(line, /requires an identifier at argument/);
      });
    },
  );
}

test(
  "provToProvN() writes any document so that strict Python prov finds the same",
  here,
  async () => {
    await withFolder(async (folder) => {
      const [json, provn] = ["json", "provn"].map((part) => join(folder, part));
      [json, provn].forEach((part) => mkdirSync(part));
      let count = 0;
      const write = (doc: ProvDocument, text: string) => {
        writeFileSync(join(json, `${count}.json`), provToJson(doc, { duplicates: "keep" }));
        writeFileSync(join(provn, `${count++}.provn`), text);
      };
      const own = toProv(scriptedRun());
      write(own, provToProvN(own));
      for (const doc of fc.sample(anyDocument, { seed: 3, numRuns: 400 })) {
        try {
          write(doc, provToProvN(doc));
        } catch (error) {
          assert.equal((error as { code?: string }).code, "PROV_NAME");
        }
      }
      assert(count > 60);
      const report = await compare(json, provn);
      assert.match(report, new RegExp(`\\n${count} passed, 0 failed\\n$`), report);
    });
  },
);
