import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { test } from "node:test";
import { saveRun } from "stemma";
import { fsSink } from "stemma/fs";
import { generateSealKey, sealRun } from "stemma/seal";
import { inFolder } from "../assets/temporary_folder.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { startStaticServer } from "../sources/static_server.ts";
import { sampleRun } from "./saved_runs.ts";
import { type Outcome, stemmaLater } from "./stemma.ts";

const { privateKey, publicKey } = await generateSealKey();

/** Saves and seals a run, and gives its folder. */
async function sealedRun(folder: string): Promise<string> {
  await saveRun(sampleRun("run-1"), fsSink(join(folder, "runs")));
  const run = join(folder, "runs", "digits", "run-1");
  await sealRun(run, { key: privateKey });
  writeFileSync(join(folder, "key.pub.pem"), publicKey);
  return run;
}

/** The files of a folder by their paths. */
function filesIn(folder: string): Map<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1));
  return new Map(
    paths.map((path) => [
      path.split(sep).join("/"),
      new Uint8Array(readFileSync(join(folder, path))),
    ]),
  );
}

const ends = ({ code, stderr }: Outcome) => [code, stderr];
const none = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", TRACKIO_WRITE_TOKEN: "" };

test(
  "a sealed run goes into a bucket and comes back, and stands",
  needsVersitygw,
  () =>
    inFolder({}, async (folder) => {
      const run = await sealedRun(folder);
      const server = await startVersitygwServer(["team"]);
      const secret = server.keys.secretAccessKey;
      const env = {
        AWS_ACCESS_KEY_ID: server.keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: secret,
        AWS_ENDPOINT_URL: server.url,
      };
      const outcomes: Outcome[] = [];
      const stemma = async (...args: string[]) => {
        const outcome = await stemmaLater(args, { env });
        outcomes.push(outcome);
        return outcome;
      };
      try {
        const key = ["--key", join(folder, "key.pub.pem")];
        const pushed = await stemma("push", run, "s3://team/all runs/");
        assert.deepEqual(ends(pushed), [0, ""]);
        const place = "s3://team/all runs/digits/run-1";
        assert.ok(pushed.stdout.includes(place), pushed.stdout);
        const bucket = join(server.folder, "team", "all runs", "digits", "run-1");
        assert.deepEqual(filesIn(bucket), filesIn(run));

        const again = await stemma("push", run, "s3://team/all runs", "--json");
        const [entry] = JSON.parse(again.stdout);
        assert.deepEqual([entry.ok, entry.written, entry.url], [true, [], place]);

        const stands = await stemma("verify", place, ...key);
        assert.deepEqual(ends(stands), [0, ""]);
        assert.match(stands.stdout, /^This run stands: sealed with a trusted key/m);
        assert.match((await stemma("show", `${place}/run.log`)).stdout, /^first try {2}FINISHED$/m);
        assert.match((await stemma("show", "s3://team/all runs")).stdout, /run-1/);

        const pulled = join(folder, "pulled");
        const pull = await stemma("pull", place, pulled);
        assert.deepEqual(ends(pull), [0, ""]);
        assert.match(pull.stdout, /^next +stemma verify /m);
        assert.deepEqual(filesIn(pulled), filesIn(run));
        assert.equal((await stemma("verify", pulled, ...key)).code, 0);
        const repeated = JSON.parse((await stemma("pull", place, pulled, "--json")).stdout);
        assert.deepEqual([repeated.ok, repeated.written], [true, []]);

        const path = "metrics/training/loss.csv";
        const changed = readFileSync(join(bucket, path));
        changed[20] ^= 1;
        writeFileSync(join(bucket, path), changed);
        const found = await stemma("verify", place, ...key);
        assert.equal(found.code, 1);
        assert.match(found.stdout, /^error +file-digest-differs metrics\/training\/loss\.csv$/m);
        const other = join(folder, "other");
        const refused = await stemma("pull", place, other);
        assert.equal(refused.code, 1);
        assert.match(refused.stdout, /^failed +metrics\/training\/loss\.csv: /m);
        assert.ok(!existsSync(join(other, "manifest.json")) && !existsSync(join(other, path)));
        writeFileSync(join(bucket, path), readFileSync(join(run, path)));
        assert.equal((await stemma("pull", place, other)).code, 0, "the same command goes on");
        assert.deepEqual(filesIn(other), filesIn(run));

        const wrong = await stemmaLater(["push", run, "s3://team/x"], {
          env: { ...env, AWS_SECRET_ACCESS_KEY: "another-secret-of-mine" },
        });
        assert.equal(wrong.code, 1);
        outcomes.push(wrong, await stemma("push", run, "s3://nobucket/x", "s3://team/y", "--json"));
        const [missing, there] = JSON.parse(outcomes.at(-1)!.stdout);
        assert.deepEqual([missing.ok, there.ok], [false, true]);
        for (const { stdout, stderr } of outcomes) {
          for (const text of [secret, "another-secret-of-mine"]) {
            assert.ok(!`${stdout}${stderr}`.includes(text));
          }
        }
      } finally {
        await server.stop();
      }
    }),
);

test("`pull` fetches from a server, with parts of files or without, whole or cut", () =>
  inFolder({}, async (folder) => {
    const run = await sealedRun(folder);
    for (
      const [name, options] of Object.entries(
        {
          plain: {},
          whole: { ranges: false },
          cut: { cutAfter: 3000, cuts: 2, state: "date" },
          packed: { gzip: true, ranges: false },
        } as const,
      )
    ) {
      const server = await startStaticServer(filesIn(run), options);
      const to = join(folder, name);
      const pulled = await stemmaLater(["pull", `${server.url}/`, to]);
      assert.deepEqual(ends(pulled), [0, ""], name);
      assert.deepEqual(filesIn(to), filesIn(run), name);
      await server.stop();
    }
    const gone = await startStaticServer(filesIn(run));
    await gone.stop();
    const refused = await stemmaLater(["pull", gone.url, join(folder, "gone")]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^stemma: Cannot get "run\.log": [^\n]+\n$/);
  }));

test("`pull` writes into no folder of another run, and none where there is no run", () =>
  inFolder({}, async (folder) => {
    const run = await sealedRun(folder);
    await saveRun(sampleRun("run-2"), fsSink(join(folder, "runs")));
    const server = await startStaticServer(filesIn(run));
    const other = join(folder, "runs", "digits", "run-2");
    const before = filesIn(other);
    const refused = await stemmaLater(["pull", server.url, other]);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /holds another run, run-2/);
    assert.deepEqual(filesIn(other), before);
    const nothing = await stemmaLater(["pull", `${server.url}/none`], { cwd: folder });
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /there is no run \(no run\.log\)/);
    assert.ok(!existsSync(join(folder, "none")));
    await server.stop();
  }));

test("`push` to a folder copies the seal too, and makes a live run's folder whole", () =>
  inFolder({}, async (folder) => {
    const run = await sealedRun(folder);
    const to = join(folder, "backup");
    const pushed = await stemmaLater(["push", run, `file:${to}`]);
    assert.deepEqual(ends(pushed), [0, ""]);
    assert.deepEqual(filesIn(join(to, "digits", "run-1")), filesIn(run));
    rmSync(join(run, "manifest.json"));
    rmSync(join(run, "seal"), { recursive: true });
    const live = join(folder, "live");
    assert.equal((await stemmaLater(["push", run, `file:${live}`])).code, 0);
    assert.ok(existsSync(join(live, "digits", "run-1", "manifest.json")));
    const [verdict] = JSON.parse((await stemmaLater(["verify", live, "--json"])).stdout);
    assert.equal(verdict.ok, true);
  }));

test("`push --dry-run` sends nothing and asks for no credential", () =>
  inFolder({}, async (folder) => {
    const run = await sealedRun(folder);
    const targets = [
      "s3://bucket/runs",
      `file:${join(folder, "to")}`,
      "trackio+http://127.0.0.1:1",
    ];
    const dry = await stemmaLater(["push", run, ...targets, "--dry-run"], { env: none });
    assert.deepEqual(ends(dry), [0, ""]);
    assert.match(dry.stdout, /^dry run +s3:\/\/bucket\/runs would get \d+ files, /m);
    assert.match(dry.stdout, /^dry run +trackio\+\S+ would be told of \d+ events: 100 points,/m);
    assert.ok(!existsSync(join(folder, "to")));
    const json = await stemmaLater(["push", run, targets[0], "--dry-run", "--json"], { env: none });
    const [{ files }] = JSON.parse(json.stdout);
    const sizes = filesIn(run);
    assert.deepEqual(
      files.map(({ path }: { path: string }) => path).toSorted(),
      [...sizes.keys()].map((path) => `digits/run-1/${path}`).toSorted(),
    );
  }));

test("`push` begins nothing where a target is none, or lacks its credential", () =>
  inFolder({}, async (folder) => {
    const run = await sealedRun(folder);
    const to = `file:${join(folder, "to")}`;
    for (
      const [target, message] of [
        ["ftp://x", /it is none of file:DIR, s3:\/\//],
        ["s3://bucket/x", /set AWS_ACCESS_KEY_ID/],
        ["trackio+http://127.0.0.1:1", /set TRACKIO_WRITE_TOKEN/],
        ["mlflow+https://ada:hunter2@example.org", /set MLFLOW_TRACKING_USERNAME/],
        ["s3://key:hunter2@bucket/x", /set AWS_ACCESS_KEY_ID and/],
        ["s3://", /it names no bucket/],
        ["file:", /none of/],
      ] as const
    ) {
      const refused = await stemmaLater(["push", run, to, target], { env: none });
      assert.equal(refused.code, 2, target);
      assert.match(refused.stderr, message);
      assert.match(refused.stderr, /^stemma: [^\n]+\n$/);
      assert.ok(!refused.stderr.includes("hunter2"));
      assert.ok(!existsSync(join(folder, "to")), target);
    }
  }));
