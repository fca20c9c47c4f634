import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { toProv } from "../../lib/lineage/to_prov.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { oracle } from "../oracle.ts";
import { scriptedRun } from "../scripted_run.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { excused } from "./conformance_table.ts";
import { COMPARE, CORPORA, jsonDocuments, printed, python, withFolder } from "./prov_oracles.ts";

const here = oracle(
  "Python prov 3.2.3 and its corpus",
  python(3) !== undefined && existsSync(CORPORA) && existsSync(COMPARE),
);

/** What Python's `prov` finds different between two folders of documents in several formats, read
 * strictly; the count of files that are equal comes last. */
const compare = (a: string, b: string) => printed(python(3)!, COMPARE, "--strict", a, b);

test(
  "provToProvN() writes the corpora so that strict Python prov finds the same",
  here,
  async () => {
    await withFolder(async (folder) => {
      const [theirs, ours] = ["theirs", "ours"].map((part) => join(folder, part));
      [theirs, ours].forEach((part) => mkdirSync(part));
      const names = new Map<string, string>();
      for (const [path, document] of jsonDocuments()) {
        const name = path.replace("/", "-").replace(/\.json$/, "");
        names.set(name, path);
        copyFileSync(`${CORPORA}/${path}`, join(theirs, `${name}.json`));
        writeFileSync(join(ours, `${name}.provn`), provToProvN(document));
      }
      const report = await compare(theirs, ours);
      const failed = report.split("\n").flatMap((line) => {
        const [, name, reason] = /^(?:ERR|DIFF) +.*\/(.*)\.provn(.*)/.exec(line) ?? [];
        if (name === undefined) return [];
        assert.match(reason, /requires an identifier at argument/, line);
        return [names.get(name)!];
      });
      assert.deepEqual(new Set(failed), excused("missing-argument"), report.slice(0, 4000));
      assert.match(report, new RegExp(`\n${names.size - failed.length} passed, `));
    });
  },
);

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
