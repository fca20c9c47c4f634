import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { isStemmaError, logMetric, saveRun, startRun } from "stemma";
import { fsSink, openJournal } from "stemma/fs";
import { describeSealKey, generateSealKey, sealRun, verifyRun } from "stemma/seal";
import { hasPipes } from "../assets/pipes.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { inShort, notesOf, savedFiles } from "./saved_files.ts";

const posix = { skip: process.platform === "win32" ? "Windows has no such files" : false };

async function inSaved(act: (folder: string) => Promise<void>): Promise<void> {
  await inFolder(Object.fromEntries(await savedFiles()), act);
}

test("verifyRun() says the same of a folder on the disk as of its files", () =>
  inSaved(async (folder) => {
    const files = await savedFiles();
    assert.deepEqual(await verifyRun(folder), await verifyRun(files));
    assert.deepEqual(await verifyRun(`${folder}/`), await verifyRun(files));
    rmSync(`${folder}/prov.dot`);
    files.delete("prov.dot");
    assert.deepEqual(await verifyRun(folder), await verifyRun(files));
  }));

test("verifyRun() writes nothing", () =>
  inSaved(async (folder) => {
    const facts = () =>
      readdirSync(folder, { recursive: true }).map((path) => {
        const { mtimeMs, size } = statSync(`${folder}/${path}`);
        return [path, mtimeMs, size];
      });
    const before = facts();
    await verifyRun(folder);
    assert.deepEqual(facts(), before);
  }));

test("verifyRun() follows no link, and names it", posix, () =>
  inSaved(async (folder) => {
    const link = async (path: string, to: string) => {
      symlinkSync(to, `${folder}/${path}`);
      const verified = await verifyRun(folder);
      rmSync(`${folder}/${path}`);
      assert.ok(!verified.ok);
      return inShort(verified);
    };
    assert.deepEqual(await link("more", "prov.dot"), ["file-link more"]);
    assert.deepEqual(await link("metrics/up", "../.."), ["file-link metrics/up"]);
    assert.deepEqual(await link("gone", "nowhere"), ["file-link gone"]);
    // A file that a link stands for is the very one, and yet not checked.
    for (const path of ["prov.dot", "run.log", "manifest.json"]) {
      renameSync(`${folder}/${path}`, `${folder}-moved`);
      const found = await link(path, `${folder}-moved`);
      assert.equal(found[0], `file-link ${path}`);
      renameSync(`${folder}-moved`, `${folder}/${path}`);
    }
    assert.ok((await verifyRun(folder)).ok);
  }));

test("verifyRun() opens no pipe", oracle("mkfifo", hasPipes), () =>
  inSaved(async (folder) => {
    execFileSync("mkfifo", [`${folder}/pipe`]);
    assert.deepEqual(inShort(await verifyRun(folder)), ["file-special pipe"]);
  }));

test("verifyRun() cannot say anything of what it cannot list", () =>
  inSaved(async (folder) => {
    for (const path of [`${folder}/none`, `${folder}/prov.dot`]) {
      await assert.rejects(
        verifyRun(path),
        (error) => isStemmaError(error) && error.code === "ASSET_UNREADABLE",
      );
    }
  }));

test("verifyRun() passes over empty folders, and goes into deep ones", () =>
  inSaved(async (folder) => {
    const deep = `${folder}/${"d/".repeat(500)}`;
    mkdirSync(deep, { recursive: true });
    assert.ok((await verifyRun(folder)).ok);
    writeFileSync(`${deep}x`, "x");
    assert.deepEqual(inShort(await verifyRun(folder)), [`file-extra ${"d/".repeat(500)}x`]);
  }));

test("verifyRun() reads a journal that is being written, and what it leaves", () =>
  inFolder({}, async (folder) => {
    const place = `${folder}/e/r`;
    let run = startRun({ experiment: "e", runId: "r", env: scriptedEnv() });
    const journal = await openJournal(place, run);
    journal.push(run = logMetric(run, "loss", 1));
    await journal.sync();
    const live = await verifyRun(place);
    assert.deepEqual(inShort(live), ["manifest-missing manifest.json"]);
    assert.equal(live.coverage.events, run.length);
    assert.deepEqual(live.coverage.unchecked.map(({ path }) => path), ["run.lock"]);
    await journal.close();
    await saveRun(run, fsSink(folder));
    const done = await verifyRun(place);
    assert.deepEqual(inShort(done), []);
    assert.ok(done.ok);
  }));

test("verifyRun() reads a run that an fs sink saved", () =>
  inFolder({}, async (folder) => {
    const run = scriptedRun();
    await saveRun(run, fsSink(folder));
    assert.ok((await verifyRun(`${folder}/digits/${run.runId}`)).ok);
  }));

test("verifyRun() holds what a journal signed as it went, and the seal over it", () =>
  inFolder({}, async (folder) => {
    const place = `${folder}/e/r`;
    const { privateKey, publicKey } = await generateSealKey();
    const keys = [publicKey];
    let run = startRun({ experiment: "e", runId: "r", env: scriptedEnv() });
    const checkpoints = { key: privateKey, every: { events: 100, ms: Infinity } };
    const journal = await openJournal(place, run, { checkpoints });
    for (let i = 0; i < 1000; i++) {
      journal.push(run = logMetric(run, "loss", i));
      if (i % 100 === 50) await journal.sync();
    }
    await journal.close();
    const signed = await verifyRun(place, { keys });
    assert.deepEqual(inShort(signed), [
      "manifest-missing manifest.json",
      "not-attested seal/attestation.sigstore.json",
    ]);
    assert.equal(signed.coverage.signedEvents, run.length);
    await saveRun(run, fsSink(folder));
    await sealRun(place, { key: privateKey });
    const sealed = await verifyRun(place, { keys });
    assert.deepEqual(inShort(sealed), []);
    assert.deepEqual(notesOf(sealed), ["no-anchor"]);
    assert.ok(sealed.coverage.signatures.some(({ path }) => path === "seal/checkpoints"));

    // The run goes on, and is saved and sealed again.
    run = logMetric(run, "loss", 0);
    const again = await openJournal(place, run);
    await again.close();
    await saveRun(run, fsSink(folder));
    const grown = await verifyRun(place, { keys });
    assert.ok(!grown.ok);
    assert.ok(notesOf(grown).includes("unsigned-tail run.log"));
    await sealRun(place, { key: privateKey });
    assert.ok((await verifyRun(place, { keys })).ok);
    if (posix.skip) return;
    symlinkSync("checkpoint", `${place}/seal/link`);
    assert.deepEqual(inShort(await verifyRun(place, { keys })), ["file-link seal/link"]);
  }));

test("verifyRun() needs the key of the checkpoints too, where that is another one", () =>
  inSaved(async (folder) => {
    const [key, notes] = [
      await generateSealKey(),
      await generateSealKey({ algorithm: "Ed25519" }),
    ];
    await sealRun(folder, { key: key.privateKey, checkpointKey: notes.privateKey });
    const both = await verifyRun(folder, { keys: [key.publicKey, notes.publicKey] });
    assert.ok(both.ok);
    const one = await verifyRun(folder, { keys: [key.publicKey] });
    assert.deepEqual(inShort(one), ["key-not-trusted seal/checkpoint"]);
    assert.equal(one.coverage.signedEvents, 0);
    const { noteKey } = await describeSealKey(notes.publicKey, { name: "example.org" });
    assert.ok((await verifyRun(folder, { keys: [key.publicKey, noteKey!] })).ok);
  }));
