import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { digest, endRun, logMetric, type Run, saveRun, SealError, startRun } from "stemma";
import { fsSink, openJournal, recoverRun } from "stemma/fs";
import { generateSealKey, sealRun } from "stemma/seal";
import { toHex } from "../../lib/base/bytes.ts";
import { type Checkpoint, parseCheckpoint, splitCheckpoints } from "../../lib/seal/checkpoint.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { readPublicKey } from "../../lib/seal/public_key.ts";
import { verifyNote } from "../../lib/seal/signed_note.ts";

const { privateKey, publicKey } = await generateSealKey({ algorithm: "Ed25519" });
const byHand = { events: Infinity, ms: Infinity };
const isSealError = (code: string) => (error: unknown) =>
  error instanceof SealError && error.code === code;

async function inFolder(use: (directory: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-checkpoints-"));
  try {
    await use(join(folder, "run"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", 1 / (run.length + 1));
  return run;
}

/** The checkpoints of a folder, each of which the key signed and the run fits. */
async function checkpointsOf(directory: string, run: Run): Promise<Checkpoint[]> {
  const { notes, torn } = splitCheckpoints(readFileSync(join(directory, "seal/checkpoints")));
  assert.equal(torn, 0);
  const key = await readPublicKey(publicKey);
  const checkpoints: Checkpoint[] = [];
  for (const bytes of notes) {
    const { checkpoint, note } = parseCheckpoint(bytes);
    assert.equal(await verifyNote(note, [key]), "signed");
    assert.equal(toHex(logRoot(run, checkpoint.events)), checkpoint.root);
    checkpoints.push(checkpoint);
  }
  return checkpoints;
}

const eventsOf = (checkpoints: readonly Checkpoint[]) => checkpoints.map(({ events }) => events);

/** Waits until something holds, a few seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await wait(10);
  assert.ok(holds());
}

test("a journal signs a checkpoint after so many events, and at its end", async () => {
  await inFolder(async (directory) => {
    let run = startRun({ experiment: "digits" });
    const every = { events: 100, ms: Infinity };
    const journal = await openJournal(directory, run, {
      every: "sync",
      checkpoints: { key: privateKey, name: "example.org/ada", every },
    });
    for (let i = 1; i <= 5; i++) {
      journal.push(run = grow(run, 100));
      await until(() => journal.report().checkpoints!.signed === i);
      const { durable, checkpoints } = journal.report();
      assert.equal(durable, run.length);
      assert.deepEqual(checkpoints, { signed: i, events: run.length, failures: 0 });
    }
    journal.push(run = grow(run, 7));
    assert.equal(journal.report().checkpoints!.signed, 5);
    await journal.close();
    const checkpoints = await checkpointsOf(directory, run);
    assert.equal(checkpoints.length, 6);
    assert.equal(checkpoints.at(-1)!.root, digest(run));
    assert.match(
      readFileSync(join(directory, "seal/checkpoints"), "utf8"),
      /\n— example\.org\/ada /,
    );
  });
});

test("a journal signs a checkpoint after so many milliseconds, once there is something new", async () => {
  await inFolder(async (directory) => {
    let run = startRun({ experiment: "digits" });
    const every = { events: Infinity, ms: 20 };
    const journal = await openJournal(directory, run, { checkpoints: { key: privateKey, every } });
    await until(() => journal.report().checkpoints!.signed === 1);
    await wait(100);
    assert.equal(journal.report().checkpoints!.signed, 1);
    journal.push(run = grow(run, 1));
    await until(() => journal.report().checkpoints!.signed === 2);
    await journal.close();
    assert.deepEqual(eventsOf(await checkpointsOf(directory, run)), [1, run.length]);
  });
});

test("a run that goes on goes on behind its checkpoints, also behind a torn one", async () => {
  await inFolder(async (directory) => {
    const checkpoints = { key: privateKey, every: byHand };
    let run = grow(startRun({ experiment: "digits" }), 10);
    await (await openJournal(directory, run, { checkpoints })).close();
    await (await openJournal(directory, run, { checkpoints })).close(); // nothing new to sign
    appendFileSync(join(directory, "seal/checkpoints"), "\nstemma:digits/");
    const first = run.length;
    ({ run } = await recoverRun(directory));
    const journal = await openJournal(directory, run, { checkpoints });
    journal.push(run = endRun(grow(run, 10)));
    await journal.close();
    assert.deepEqual(eventsOf(await checkpointsOf(directory, run)), [first, run.length]);

    await saveRun(run, fsSink(dirname(directory)), { folder: "run" });
    const report = await sealRun(directory, { key: privateKey });
    assert.equal(report.root, digest(run));
    assert.deepEqual(eventsOf(await checkpointsOf(directory, run)), [first, run.length]);
  });
});

test("a journal does not go on from checkpoints of another history", async () => {
  await inFolder(async (directory) => {
    const checkpoints = { key: privateKey, every: byHand };
    const start = startRun({ experiment: "digits" });
    await (await openJournal(directory, grow(start, 10), { checkpoints })).close();
    rmSync(join(directory, "run.log"));
    const other = logMetric(grow(start, 9), "accuracy", 1);
    for (const run of [other, grow(start, 9), startRun({ experiment: "digits" })]) {
      await assert.rejects(
        openJournal(directory, run, { checkpoints }),
        isSealError("SEAL_RECORD"),
      );
      rmSync(join(directory, "run.log"), { force: true });
    }
    assert.ok(!existsSync(join(directory, "run.lock")));
    await (await openJournal(directory, other)).close();
  });
});

test("a key that fails costs no event: the report tells, the next one is tried again", async () => {
  await inFolder(async (directory) => {
    let isDown = true;
    let asked = 0;
    const signer = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const { privateKey: key, publicKey } = signer as CryptoKeyPair;
    const sign = async (bytes: Uint8Array<ArrayBuffer>) => {
      asked++;
      if (isDown) throw new Error("no network");
      return new Uint8Array(await crypto.subtle.sign("Ed25519", key, bytes));
    };
    const every = { events: 10, ms: Infinity };
    let run = startRun({ experiment: "digits" });
    const journal = await openJournal(directory, run, {
      checkpoints: { key: { publicKey, sign }, every },
    });
    journal.push(run = grow(run, 20));
    await until(() => journal.report().checkpoints!.failures === 1);
    const { checkpoints, durable } = journal.report();
    assert.ok(isSealError("SEAL_KEY")(checkpoints!.error));
    assert.equal(durable, run.length);
    journal.push(run = grow(run, 1));
    await wait(20);
    assert.equal(asked, 1);
    isDown = false;
    journal.push(run = grow(run, 20));
    await until(() => journal.report().checkpoints!.signed === 1);
    assert.equal(journal.report().checkpoints!.error, undefined);
    isDown = true;
    journal.push(run = grow(run, 1));
    await assert.rejects(journal.close(), isSealError("SEAL_KEY"));
    assert.ok(!existsSync(join(directory, "run.lock")));
    assert.equal(digest((await recoverRun(directory)).run), digest(run));
  });
});

test("openJournal() tells wrong checkpoints before it makes anything", async () => {
  await inFolder(async (directory) => {
    const run = startRun({ experiment: "digits" });
    const open = (checkpoints: object) =>
      openJournal(directory, run, { checkpoints: checkpoints as { key: string } });
    await assert.rejects(open({ key: "none" }), isSealError("SEAL_KEY"));
    await assert.rejects(open({ key: privateKey, name: "a b" }), isSealError("SEAL_KEY"));
    await assert.rejects(open({ key: privateKey, names: "a" }), /did you mean "name"/);
    await assert.rejects(open({ key: privateKey, every: { events: 0 } }), RangeError);
    assert.ok(!existsSync(directory));
  });
});
