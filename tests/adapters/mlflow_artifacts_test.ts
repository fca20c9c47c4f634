import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import test from "node:test";
import {
  artifacts,
  bytesAsset,
  digest,
  endRun,
  events,
  logArtifact,
  logMetric,
  referenceAsset,
  replay,
  type Run,
  startRun,
  textAsset,
} from "stemma";
import { artifactFiles, type PushReport } from "stemma/destination";
import { readRun } from "stemma/fs";
import { mlflow } from "stemma/mlflow";
import { verifyRun } from "stemma/seal";
import { dotToSvg } from "stemma/svg";
import { hostileNames } from "../hostile_names.ts";
import { type FaultyFetch, faultyFetch } from "../servers/faulty_fetch.ts";
import { askMlflow, needsMlflow, startMlflowServer } from "../servers/mlflow.ts";
import { noise } from "../sinks/sink_files.ts";

const retry = { attempts: 3, delayMs: 1, timeoutMs: 20_000 };

let made = 0;
function freshRun(): Run {
  return startRun({ experiment: "artifacts", runId: `files-${++made}` });
}

/** A server, as the checks need it. */
interface Server {
  open(faulty?: FaultyFetch): ReturnType<typeof mlflow>;
  /** Ends the server as a crash would. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** The paths of what lies on the server's disk. */
  paths(report: PushReport): string[];
  /** Says what MLflow's own client should find when all is done. */
  expect(report: PushReport, run: Run): void;
}

test("mlflow() sends the files of runs", needsMlflow, async (t) => {
  const server = await startMlflowServer();
  const folder = mkdtempSync(join(tmpdir(), "stemma-downloads-"));
  const expected = new Map<string, Run>();
  const open: Server["open"] = (faulty) =>
    mlflow(server.url, { svg: dotToSvg, retry, ...(faulty && { fetch: faulty.fetch }) });
  const paths: Server["paths"] = (report) => {
    const [, experiment, id] = /\/experiments\/(\d+)\/runs\/(\w+)/.exec(report.url!)!;
    const place = join(server.folder, "mlartifacts", experiment, id, "artifacts");
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(place, join(entry.parentPath, entry.name)));
  };
  const expect: Server["expect"] = (report, run) => void expected.set(idOf(report), run);
  try {
    for (const [name, check] of Object.entries(checks)) {
      await t.test(name, () => check({ ...server, open, paths, expect }));
    }
    await t.test("and MLflow's own client downloads them all, as they were", async () => {
      const script = "tests/adapters/mlflow_artifacts_read.py";
      const found = await askMlflow(script, server.url, folder, ...expected.keys()) as Found;
      for (const [id, run] of expected) await assertWhole(run, join(folder, id), found[id]);
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Sizes and digests, by the server's id of a run and by path. */
type Found = Record<string, Record<string, [size: number, sha256: string]>>;

const idOf = ({ url }: PushReport): string => /\/runs\/(\w+)/.exec(url!)![1];

/** That MLflow holds the record of a run, and every copy to the byte. */
async function assertWhole(run: Run, folder: string, files: Found[string]): Promise<void> {
  for (const { path, size, sha256 } of artifacts(run)) {
    if (path === undefined || path.includes("#")) continue;
    assert.deepEqual(files[path], [size, sha256], path);
  }
  assert.equal(digest(await readRun(folder)), digest(run));
  const { findings, coverage } = await verifyRun(folder);
  assert.deepEqual(coverage.unchecked.filter(({ path }) => !path.includes("#")), []);
  assert.deepEqual(findings.filter(({ severity }) => severity === "error"), []);
  assert.ok(files["prov.json"] && files["prov.svg"]);
}

const isPut = (url: string, { method }: RequestInit) =>
  method === "PUT" && url.includes("mlflow-artifacts");

const checks: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  async "as they are logged, and the record when the run has ended"({ open, paths, expect }) {
    const faulty = faultyFetch();
    const destination = open(faulty);
    const puts = () => faulty.seen.filter(({ url, method }) => isPut(url, { method })).length;
    let run = logArtifact(freshRun(), textAsset("first.txt", "one"));
    let report = await destination.push(run);
    assert.deepEqual(paths(report), ["artifacts/first.txt"]);
    run = logArtifact(run, bytesAsset("second.bin", noise(300_000)));
    run = logArtifact(run, bytesAsset("empty", new Uint8Array()));
    run = logArtifact(run, referenceAsset("s3://bucket/far.bin", { size: 9 }), { name: "far" });
    report = await destination.push(run);
    assert.equal(puts(), 3);
    run = endRun(run);
    report = await destination.push(run);
    assert.deepEqual(report.failed, []);
    assert.equal(puts(), 7, "the record is four files");
    const [link] = report.skipped;
    assert.deepEqual([link.path, report.skipped.length], ["artifacts/far", 1]);
    assert.match(link.reason, /s3:\/\/bucket\/far\.bin/);
    expect(report, run);
    await open(faulty).push(run);
    assert.equal(puts(), 7, "after a restart nothing is sent twice");
  },

  async "with names that something trips over"({ open, expect }) {
    let run = freshRun();
    for (const name of [...hostileNames, "a#b", "c%41", "d?e", "f+g", "h;i", "[j]{k}", "l&m=n"]) {
      run = logArtifact(run, textAsset(name, name));
    }
    run = endRun(run);
    const report = await open().push(run);
    assert.deepEqual(report.failed, []);
    assert.deepEqual(report.skipped.map(({ path }) => path), ["artifacts/a#b"]);
    expect(report, run);
  },

  async "also where a crash cut them off and the bytes are gone"({ open, expect }) {
    const before = logArtifact(freshRun(), textAsset("first.txt", "one"));
    await open().push(before);
    const run = endRun(logMetric(replay(events(before)), "loss", 1));
    assert.equal(artifactFiles(run).files.length, 0);
    const report = await open().push(run);
    assert.deepEqual([report.failed, report.skipped], [[], []]);
    expect(report, run);
  },

  async "whatever breaks in the middle, and never half"({ open, paths, expect }) {
    for (const fault of [503, 413, 500, "reset", "lose", "page"] as const) {
      const faulty = faultyFetch();
      const destination = open(faulty);
      let run = freshRun();
      for (let i = 0; i < 5; i++) run = logArtifact(run, textAsset(`${i}.txt`, `text ${i}`));
      run = endRun(run);
      faulty.otherwise = (url, init) => isPut(url, init) && url.includes("3.txt") ? fault : "pass";
      const report = await destination.push(run);
      const held = paths(report);
      // A lost answer is an upload that the server has, and a page in its place is none.
      assert.deepEqual(report.failed.length > 0, true, String(fault));
      assert.ok(!held.includes("manifest.json"), String(fault));
      assert.ok(held.includes("artifacts/4.txt"), "one that fails does not hold up the others");
      faulty.otherwise = undefined;
      const puts = () => faulty.seen.filter(({ url, method }) => isPut(url, { method })).length;
      const count = puts();
      const second = await destination.push(run);
      assert.deepEqual(second.failed, [], String(fault));
      assert.equal(puts() - count, 2, "the missing file and the manifest");
      expect(second, run);
    }
  },

  async "though the server is killed meanwhile, and started again"(
    { open, kill, restart, expect },
  ) {
    const faulty = faultyFetch();
    const destination = open(faulty);
    let run = freshRun();
    for (let i = 0; i < 30; i++) run = logArtifact(run, bytesAsset(`${i}`, noise(50_000 + i)));
    run = endRun(run);
    let killed: Promise<void> | undefined;
    faulty.otherwise = (url, init) => {
      if (isPut(url, init) && url.endsWith("/15")) killed ??= kill();
      return "pass";
    };
    const first = await destination.push(run);
    await killed;
    assert.ok(first.failed.length > 0);
    assert.ok(!first.written.some(({ path }) => path === "manifest.json"));
    await restart();
    const second = await destination.push(run);
    assert.deepEqual(second.failed, []);
    expect(second, run);
  },

  async "an abort stops, and the next push completes"({ open, expect }) {
    const faulty = faultyFetch();
    const destination = open(faulty);
    let run = freshRun();
    for (let i = 0; i < 20; i++) run = logArtifact(run, textAsset(`${i}.txt`, `text ${i}`));
    run = endRun(run);
    const controller = new AbortController();
    faulty.otherwise = (url, init) => {
      if (isPut(url, init) && url.includes("12.txt")) controller.abort();
      return "pass";
    };
    const report = await destination.push(run, { signal: controller.signal });
    assert.ok(report.failed.length > 0);
    assert.ok(!report.written.some(({ path }) => path === "manifest.json"));
    faulty.otherwise = undefined;
    const second = await destination.push(run);
    assert.deepEqual(second.failed, []);
    expect(second, run);
  },
};
