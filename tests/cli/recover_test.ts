import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { digest, logMetric, resumeRun, saveRun, textAsset } from "../../mod.ts";
import { logArtifact, startRun } from "../../mod.ts";
import { fsSink, openJournal, readRun, recoverRun } from "../../lib/fs.ts";
import { concat } from "../../lib/base/bytes.ts";
import { textWidth } from "../../lib/cli/text_width.ts";
import { frame, MAGIC, ROOT_FRAME } from "../../lib/run/log_frame.ts";
import { writeFrames } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { withSavedRuns } from "./saved_runs.ts";
import { killWriter } from "./kill_writer.ts";
import { stemma } from "./stemma.ts";

/** Cuts bytes off the end of a file. */
function tear(path: string, count: number): void {
  writeFileSync(path, readFileSync(path).subarray(0, -count));
}

/** All files below a folder with their bytes. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(files.map((path) => [path, readFileSync(path, "latin1")]));
}

test("`recover` tells what a kill left and writes nothing; --write makes the folder whole", async () => {
  await inFolder({}, async (folder) => {
    await killWriter(folder);
    tear(join(folder, "run.log"), 5);
    const { run, repairs: [repair] } = await recoverRun(folder);
    const before = contents(folder);
    const told = stemma(["recover", folder]);
    assert.deepEqual([told.code, told.stderr], [1, ""]);
    assert.match(told.stdout, new RegExp(`^run +${run.runId}, RUNNING$`, "m"));
    assert.match(told.stdout, new RegExp(`from byte ${repair.offset} on, behind `));
    assert.match(told.stdout, /^This folder is not whole: recover it with --write$/m);
    assert.deepEqual(contents(folder), before);

    const made = stemma(["recover", folder, "--write"]);
    assert.deepEqual([made.code, made.stderr], [0, ""]);
    assert.match(made.stdout, /^written +manifest\.json\n\nThis folder is whole again\n$/m);
    assert.equal(digest(await readRun(folder)), digest(run));
    const after = contents(folder);
    const again = stemma(["recover", folder, "--write"]);
    assert.deepEqual([again.code, /nothing to recover/.test(again.stdout)], [0, true]);
    assert.deepEqual(contents(folder), after);
    assert.equal(stemma(["verify", folder]).code, 0);
    for (const { stdout } of [told, made, again]) {
      for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= 80, line);
    }
  });
});

test("`recover --write` says which artifacts went down with the process", async () => {
  await inFolder({}, async (folder) => {
    let run = startRun({ experiment: "e" });
    run = logArtifact(run, textAsset("notes.txt", "hello"));
    await (await openJournal(folder, run)).close();
    const { code, stdout } = stemma(["recover", folder, "--write", "--json"]);
    assert.equal(code, 0);
    const { whole, events, repairs, skipped } = JSON.parse(stdout);
    assert.deepEqual([whole, events, repairs], [true, run.length, []]);
    assert.deepEqual(skipped.map(({ path }: { path: string }) => path), ["artifacts/notes.txt"]);
    assert.equal(stemma(["verify", folder]).code, 0);
  });
});

test("`recover --write` sets a log aside that is damaged before its end", async () => {
  await inFolder({}, async (folder) => {
    let run = startRun({ experiment: "e" });
    const journal = await openJournal(folder, run, { every: "sync" });
    for (let i = 0; i < 10; i++) {
      journal.push(run = logMetric(run, "loss", i));
      await journal.sync();
    }
    await journal.close();
    const path = join(folder, "run.log");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    assert.equal(stemma(["recover", folder, "--write"]).code, 0);
    assert.deepEqual(readFileSync(`${path}.damaged-1`), bytes);
    assert.equal(stemma(["recover", folder]).code, 0);
    assert.equal(stemma(["verify", folder]).code, 0);
  });
});

test("`recover --write` makes every export again that is there", async () => {
  await withSavedRuns([], async ({ folder }) => {
    let run = logMetric(startRun({ experiment: "e" }), "loss", 1);
    const formats = ["prov-n", "prov-jsonld"] as const;
    const svg = () => Promise.resolve("<svg/>");
    await saveRun(run, fsSink(folder), { folder: "", formats, svg });
    const journal = await openJournal(folder, run = resumeRun(run, { reason: "more" }));
    await journal.close();
    assert.equal(stemma(["recover", folder]).code, 1);
    assert.equal(stemma(["recover", folder, "--write"]).code, 0);
    assert.match(readFileSync(join(folder, "prov.svg"), "utf8"), /^<\?xml|^<svg[^/]/);
    assert.equal(stemma(["verify", folder]).code, 0);
    assert.ok(existsSync(join(folder, "prov.json")));
  });
});

test("`recover` writes nothing over a record that was changed later, or that grows", async () => {
  await withSavedRuns(["run-1"], async ({ folder }) => {
    const place = join(folder, "digits", "run-1");
    const manifest = join(place, "manifest.json");
    writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"events":114', '"events":115'));
    const before = contents(place);
    const { code, stdout } = stemma(["recover", place, "--write"]);
    assert.equal(code, 1);
    assert.match(stdout, /^wrong +[^\n]*the log holds 114 events/m);
    assert.match(stdout, /^This is more than a crash does: nothing is written$/m);
    assert.deepEqual(contents(place), before);

    const forged = join(folder, "digits", "forged");
    const run = startRun({ experiment: "digits" });
    const [one, other] = [1, 2].map((value) => logMetric(run, "loss", value));
    const log = [MAGIC, ...writeFrames(one, 0), frame(ROOT_FRAME, one.length, 0, logRoot(other))];
    mkdirSync(forged);
    writeFileSync(join(forged, "run.log"), concat(log));
    const refused = stemma(["recover", forged, "--write"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^wrong +[^\n]*do not have the root that$/m);
    assert.deepEqual(readdirSync(forged), ["run.log"]);

    const live = join(folder, "live");
    const journal = await openJournal(live, startRun({ experiment: "e" }));
    const locked = stemma(["recover", live, "--write"]);
    assert.equal(locked.code, 2);
    assert.match(locked.stderr, /^stemma: [^\n]+ process \d+ on [^\n]+ writes there\n$/);
    assert.ok(!existsSync(join(live, "manifest.json")));
    await journal.close();
  });
});

test("`recover` of what holds no run is refused in one line", async () => {
  await inFolder({ "run.log": "no log" }, (folder) => {
    for (const path of [folder, join(folder, "no"), "tests/cli"]) {
      const { code, stdout, stderr } = stemma(["recover", path]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /^stemma: [^\n]+\n$/);
    }
  });
});
