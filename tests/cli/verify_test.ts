import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import test from "node:test";
import { zipSync } from "fflate";
import { digest } from "../../mod.ts";
import { textWidth } from "../../lib/cli/text_width.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { sampleRun, withSavedRuns } from "./saved_runs.ts";
import { stemma } from "./stemma.ts";

/** Changes one byte in the middle of a file. */
function tamper(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
}

test("`key` makes a pair that only its owner can read, and writes over nothing", async () => {
  await inFolder({}, (folder) => {
    const name = join(folder, "ada");
    assert.equal(stemma(["key", "-o", name]).code, 0);
    if (process.platform !== "win32") assert.equal(statSync(`${name}.pem`).mode & 0o777, 0o600);
    const before = readFileSync(`${name}.pem`, "utf8");
    assert.match(before, /^-----BEGIN PRIVATE KEY-----\n/);
    assert.match(readFileSync(`${name}.pub.pem`, "utf8"), /^-----BEGIN PUBLIC KEY-----\n/);
    const again = stemma(["key", "-o", `${name}.pem`]);
    assert.deepEqual([again.code, again.stdout], [2, ""]);
    assert.match(again.stderr, /^stemma: Cannot write \S+ada\.pem: there is a file [^\n]+\n$/);
    assert.equal(readFileSync(`${name}.pem`, "utf8"), before);
    rmSync(`${name}.pem`);
    assert.equal(stemma(["key", "-o", name]).code, 2);
    assert.throws(() => statSync(`${name}.pem`), "half a pair is left behind");
  });
});

test("`seal` and `verify` go together, and one byte that is changed shows", async () => {
  await withSavedRuns(["run-1"], ({ folder }) => {
    const run = join(folder, "digits", "run-1");
    const [ada, bob] = ["ada", "bob"].map((name) => join(folder, name));
    for (const name of [ada, bob]) assert.equal(stemma(["key", "-o", name]).code, 0);
    const trusting = ["verify", run, "--key", `${ada}.pub.pem`];
    assert.equal(stemma(trusting).code, 1, "it is not sealed yet");

    const sealed = stemma(["seal", run, "--key", `${ada}.pem`]);
    assert.deepEqual([sealed.code, sealed.stderr], [0, ""]);
    assert.match(sealed.stdout, new RegExp(`^digest +${digest(sampleRun("run-1"))}$`, "m"));
    const stands = stemma(trusting);
    assert.deepEqual([stands.code, stands.stderr], [0, ""]);
    assert.match(stands.stdout, /^This run stands: sealed with a trusted key/m);
    const keyless = stemma(["verify", run]);
    assert.deepEqual([keyless.code, /^note +key-missing$/m.test(keyless.stdout)], [0, true]);
    const other = stemma(["verify", run, "--key", `${bob}.pub.pem`]);
    assert.equal(other.code, 1);
    assert.match(other.stdout, /^This run does not stand: 3 errors$/m);
    assert.equal(stemma([...trusting, "--key", `${bob}.pub.pem`]).code, 0);

    tamper(join(run, "metrics", "training", "loss.csv"));
    const changed = stemma(trusting);
    assert.deepEqual([changed.code, changed.stderr], [1, ""]);
    assert.match(changed.stdout, /^error +file-digest-differs metrics\/training\/loss\.csv$/m);
    assert.match(changed.stdout, /^stated +[0-9a-f]{64}\nfound +[0-9a-f]{64}$/m);
    for (const { stdout } of [sealed, stands, keyless, other, changed]) {
      for (const line of stdout.split("\n")) assert.ok(textWidth(line) <= 80, line);
    }
    const refused = stemma(["seal", run, "--key", `${ada}.pem`]);
    assert.deepEqual([refused.code, refused.stderr], [1, ""]);
    assert.match(refused.stdout, /^Not sealed: the record does not stand$/m);
    rmSync(join(run, "manifest.json"));
    const unfinished = stemma(["seal", run, "--key", `${ada}.pem`]);
    assert.match(unfinished.stdout, /^Not sealed: [^\n]+; see stemma recover$/m);
  });
});

test("`verify` takes the zip of a run, and tells all as data with --json", async () => {
  await withSavedRuns(["run-1"], ({ folder, zip }) => {
    const [verdict] = JSON.parse(stemma(["verify", "-", "--json"], { input: zip }).stdout);
    assert.deepEqual([verdict.run, verdict.ok], ["stdin", true]);
    assert.equal(verdict.coverage.events, sampleRun("run-1").length);
    assert.deepEqual(verdict.findings.map(({ code }: { code: string }) => code), ["not-sealed"]);
    tamper(join(folder, "digits", "run-1", "run.log"));
    const folders = stemma(["verify", folder, "--json"]);
    assert.equal(folders.code, 1);
    assert.equal(JSON.parse(folders.stdout)[0].ok, false);
  });
});

test("`verify` says of a run without its log that it does not stand", async () => {
  await withSavedRuns(["run-1", "run-2"], ({ folder }) => {
    const run = join(folder, "digits", "run-1");
    rmSync(join(run, "run.log"));
    const { code, stdout } = stemma(["verify", run]);
    assert.equal(code, 1);
    assert.match(stdout, /^error +log-missing run\.log$/m);
  });
});

test("`verify` goes on behind what it cannot check", async () => {
  await withSavedRuns(["run-1"], ({ folder, zip }) => {
    const notes = join(folder, "notes.txt");
    appendFileSync(notes, "no run");
    const { code, stdout, stderr } = stemma(["verify", notes, "nowhere", join(folder, "digits")]);
    assert.equal(code, 2);
    assert.equal(stderr.match(/^stemma: Cannot [^\n]+$/gm)?.length, 2);
    assert.match(stdout, /^This run stands/m);
    const key = stemma(["verify", folder, "--key", notes]);
    assert.deepEqual([key.code, key.stdout], [2, ""]);
    assert.match(key.stderr, /^stemma: Cannot read a key: [^\n]+\n$/);
    const several = stemma(["verify", "-"], {
      input: zipSync({ "a/run.log": zip, "b/run.log": zip }),
    });
    assert.deepEqual([several.code, several.stdout], [2, ""]);
    assert.match(several.stderr, /^stemma: stdin: [^\n]+more than one|got those of[^\n]+\n$/);
  });
});
