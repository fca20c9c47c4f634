import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { readTexts } from "../../lib/cli/read_input.ts";
import { readLargeJsonLd } from "../../lib/cli/read_large_jsonld.ts";
import { provFromJsonLd } from "../../lib/prov.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";

const corpora = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(corpora));

async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
}

test("readLargeJsonLd() reads as provFromJsonLd() does", here, async () => {
  const files = ["prov-jsonld", "examples"].flatMap((folder) =>
    readdirSync(`${corpora}/${folder}`).filter((name) => name.endsWith(".jsonld"))
      .map((name) => `${corpora}/${folder}/${name}`)
  );
  assert.ok(files.length > 5);
  for (const file of files) {
    const text = readFileSync(file, "utf8");
    for (const mode of ["strict", "lenient"] as const) {
      const whole = provFromJsonLd(text, { mode });
      assert.deepEqual(await readLargeJsonLd(pieces(text), { mode }), whole, file);
    }
  }
});

test("readTexts() decodes a file in pieces, and refuses what is no UTF-8", async () => {
  const text = "π数🙂".repeat(50_000);
  await inFolder({ "a.txt": text, "b.txt": Uint8Array.of(0x61, 0xff) }, async (folder) => {
    let read = "";
    let count = 0;
    for await (const piece of readTexts(join(folder, "a.txt"))) {
      read += piece;
      count++;
    }
    assert.equal(read, text);
    assert.ok(count > 2);
    await assert.rejects(readTexts(join(folder, "b.txt")).next(), /b\.txt: it is no text/);
  });
});
