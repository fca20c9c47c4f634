import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { excused } from "./conformance_table.ts";
import { COMPARE, printed, python, withFolder } from "./prov_oracles.ts";
import { convertAll, toolboxDocuments, toolboxHere } from "./provtoolbox.ts";

const keep = { duplicates: "keep" } as const;

test(
  "provToProvN() writes the corpora so that ProvToolbox reads the same",
  toolboxHere,
  async () => {
    await withFolder(async (folder) => {
      const [standard, ours, theirs, back] = ["standard", "ours", "theirs", "back"]
        .map((part) => join(folder, part));
      for (const part of [standard, ours, back]) mkdirSync(part);
      // In the run is a name that ProvToolbox takes for two: in it "/" follows ".".
      const exceptions = new Set([
        "run.json",
        ...excused("mention"),
        ...excused("missing-argument"),
      ]);
      let count = 0;
      for (const [path, document] of toolboxDocuments()) {
        if (exceptions.has(path)) continue;
        const name = path.replace("/", "-").replace(/\.json$/, "");
        writeFileSync(join(ours, `${name}.provn`), provToProvN(document));
        writeFileSync(join(standard, `${name}.json`), provToJson(document, keep));
        count++;
      }
      const told = await convertAll(ours, theirs, ".provn");
      assert.equal(told.match(/^OK/gm)?.length, count, told.match(/^ERROR.*$/m)?.[0] ?? told);
      for (const name of readdirSync(theirs)) {
        const text = readFileSync(join(theirs, name), "utf8");
        const { document, repairs } = provFromProvN(text, { mode: "lenient" });
        for (const { kind } of repairs) assert(WRITTEN.has(kind), `${name}: ${kind}`);
        writeFileSync(join(back, name.replace(/provn$/, "json")), provToJson(document, keep));
      }
      const report = await printed(python(3)!, COMPARE, "--ms", standard, back);
      assert.match(report, new RegExp(`\n${count} passed, 0 failed\n$`), report.slice(0, 4000));
    });
  },
);

/** What lenient reading sets right in ProvToolbox's PROV-N. */
const WRITTEN: ReadonlySet<string> = new Set(["type-beside-language", "line-break"]);
