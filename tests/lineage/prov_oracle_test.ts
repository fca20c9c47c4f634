import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { provFromJson, provToJson, startRun, toProv } from "stemma";
import { oracle } from "../oracle.ts";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";

const compare = resolve("../shared/tools/provcmp.py");

for (const version of ["PROV3_PYTHON", "PROV2_PYTHON"]) {
  const python = process.env[version] ?? "";
  const found = python !== "" && existsSync(python) && existsSync(compare);
  test(
    `toProv() reads equal in Python prov (${version})`,
    oracle(`Python prov by ${version}, and ../shared/tools/provcmp.py`, found),
    () => {
      const folder = mkdtempSync(join(tmpdir(), "stemma-"));
      try {
        const env = scriptedEnv();
        const parent = startRun({ experiment: "sweep", env });
        const ranks = [0, 1].map((rank) =>
          startRun({ experiment: "sweep", parent, rank, worldSize: 2, env })
        );
        for (
          const [name, doc] of [["one", toProv(scriptedRun())], ["many", toProv(ranks)]] as const
        ) {
          const first = join(folder, `${name}.json`);
          const second = join(folder, `${name}-again.json`);
          const text = provToJson(doc);
          writeFileSync(first, text);
          writeFileSync(second, provToJson(provFromJson(text).document));
          const out = execFileSync(python, [compare, "--strict", first, second], {
            encoding: "utf8",
          });
          assert.match(out, /1 passed, 0 failed/);
          const back = execFileSync(python, ["-c", ROUND, first], { encoding: "utf8" });
          writeFileSync(second, back);
          const again = execFileSync(python, [compare, first, second], { encoding: "utf8" });
          assert.match(again, /1 passed, 0 failed/);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
}

/** Reads and writes a document again; NaN is left to the comparison, as prov 2 writes a bare token. */
const ROUND = `
import sys, json, prov.model as pm
text = pm.ProvDocument.deserialize(sys.argv[1], format="json").serialize(format="json")
print(json.dumps(json.loads(text, parse_constant=lambda c: {"NaN": "NaN", "Infinity": "INF", "-Infinity": "-INF"}[c])))
`;
