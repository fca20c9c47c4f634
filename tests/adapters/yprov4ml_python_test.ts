import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import test from "node:test";
import { provFromJson, provToJson, toProv } from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { oracle } from "../oracle.ts";
import { folderOf, versions } from "./yprov4ml_folders.ts";

const compare = resolve("../shared/tools/provcmp.py");
const python = process.env.PROV3_PYTHON ?? "";
const found = [python, compare, "../shared/corpora/yprov4ml"].every((path) =>
  path !== "" && existsSync(path)
);

test(
  "the PROV of imported runs reads equal in Python prov",
  oracle("Python prov by PROV3_PYTHON, provcmp.py and the run folders of yProv4ML", found),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "stemma-"));
    try {
      for (const version of versions) {
        const { run } = await runFromYprov4ml(folderOf(version));
        const first = join(folder, `${version}.json`);
        const second = join(folder, `${version}-again.json`);
        const text = provToJson(toProv(run));
        writeFileSync(first, text);
        writeFileSync(second, provToJson(provFromJson(text).document));
        const out = execFileSync(python, [compare, "--strict", first, second], {
          encoding: "utf8",
        });
        assert.match(out, /1 passed, 0 failed/, version);
        const load = "import sys, prov.model as p\n" +
          "d = p.ProvDocument.deserialize(sys.argv[1], format='json')\n" +
          "print(len(list(d.get_records())))";
        const count = execFileSync(python, ["-c", load, first], { encoding: "utf8" });
        assert.equal(Number(count), toProv(run).records.length, version);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
