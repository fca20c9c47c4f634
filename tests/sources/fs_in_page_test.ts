import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  digest,
  isStemmaError,
  logMetric,
  memorySink,
  memorySource,
  saveRun,
  startRun,
} from "stemma";
import * as disk from "stemma/fs";
import * as page from "../../lib/fs_in_page.ts";

/** What each call of `stemma/fs` is given here. */
const calls: Readonly<Record<string, () => unknown>> = {
  fileAsset: () => page.fileAsset("a.txt"),
  fileAssets: () => page.fileAssets("a.txt"),
  followRun: () => page.followRun("runs/a").next(),
  fsSink: () => page.fsSink("runs"),
  fsSource: () => page.fsSource("runs"),
  openJournal: () => page.openJournal("runs/a", startRun({ experiment: "page" })),
  readRun: () => page.readRun("runs/a"),
  recoverRun: () => page.recoverRun("runs/a"),
};

test("a page gets every name of stemma/fs", () => {
  assert.deepEqual(Object.keys(page).sort(), Object.keys(disk).sort());
  assert.deepEqual([...Object.keys(calls), "showRun"].sort(), Object.keys(disk).sort());
});

for (const [call, make] of Object.entries(calls)) {
  test(`${call}() says in a page what serves there, by the name of an entry and what it exports`, async () => {
    const error = await (async () => await make())().catch((error) => error);
    assert.ok(isStemmaError(error) && error.code === "HOST_UNAVAILABLE", String(error));
    assert.deepEqual(error.details, { call });
    assert.match(error.message, new RegExp(`^Cannot call ${call}\\(\\): "stemma/fs" is for`));
    const [, instead] = error.message.split("; ");
    const said = [...instead.matchAll(/((?:\w+\(\)(?: and )?)+) of "(stemma[^"]*)"/g)];
    assert.ok(said.length > 0, error.message);
    for (const [, names, entry] of said) {
      const exported = entriesWith.get(entry) ?? [];
      for (const [name] of names.matchAll(/\w+(?=\(\))/g)) {
        assert.ok(exported.includes(name), `${entry} exports no ${name}`);
      }
    }
  });
}

/** What the entries export, as their list tells it. */
const entriesWith = new Map(
  readFileSync("tests/structure/exports.txt", "utf8").split("\n\n")
    .map((part) => part.trim().split("\n").map((line) => line.trim()))
    .map(([entry, ...names]) => [entry, names]),
);

test("readRun() reads a source in a page as anywhere", async () => {
  const run = logMetric(startRun({ experiment: "page", runId: "r1" }), "loss", 0.5);
  const sink = memorySink();
  await saveRun(run, sink);
  const source = memorySource(sink.files);
  assert.equal(digest(await page.readRun(source, { folder: "page/r1" })), digest(run));
});
