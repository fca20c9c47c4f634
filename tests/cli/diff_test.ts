import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { stemma } from "./stemma.ts";

const corpora = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(corpora));

const provn = (rows: number) =>
  `document
  prefix ex <https://e.example/>
  entity(ex:data, [ex:rows=${rows}])
  bundle ex:b
    entity(ex:part${rows})
  endBundle
endDocument
`;

test("`diff` finds a document the same in every format", here, () => {
  const path = (extension: string) => `${corpora}/examples/Primer.${extension}`;
  for (const other of ["provn", "jsonld"]) {
    const outcome = stemma(["diff", path("json"), path(other)]);
    assert.deepEqual(outcome, { code: 0, stdout: "", stderr: "" });
  }
  assert.equal(stemma(["diff", path("json"), `${corpora}/examples/Bundle1.json`]).code, 1);
});

test("`diff` tells what differs, in text and as data", async () => {
  await inFolder({ "a.provn": provn(1) }, (folder) => {
    const a = join(folder, "a.provn");
    const text = stemma(["diff", a, "-"], { input: provn(2) });
    assert.deepEqual([text.code, text.stderr], [1, ""]);
    assert.equal(
      text.stdout,
      [
        "~ entity(ex:data)",
        '    - ex:rows = "1" %% xsd:int',
        '    + ex:rows = "2" %% xsd:int',
        "bundle ex:b",
        "  - entity(ex:part1)",
        "  + entity(ex:part2)",
        "",
      ].join("\n"),
    );
    const data = stemma(["diff", "--json", a, "-"], { input: provn(2) });
    assert.equal(data.code, 1);
    const [top, bundle] = JSON.parse(data.stdout);
    assert.equal(top.changed[0].text, "entity(ex:data)");
    assert.equal(top.changed[0].added[0].value.text, "2");
    assert.equal(bundle.bundle.local, "b");
    assert.equal(bundle.removed[0].text, "entity(ex:part1)");
    assert.equal(stemma(["diff", "--json", a, a]).stdout, "[]\n");
  });
});

test("`diff` does not compare stdin with itself, nor what it cannot read", () => {
  assert.equal(stemma(["diff", "-", "-"]).code, 2);
  assert.equal(stemma(["diff", "gone.json", "-"], { input: provn(1) }).code, 2);
});
