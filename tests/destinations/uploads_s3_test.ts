import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  bytesAsset,
  digest,
  endRun,
  logArtifact,
  models,
  runFromSource,
  type Sink,
  startRun,
} from "stemma";
import { checkpoints, latestCheckpoint } from "stemma/checkpoints";
import { s3Sink, s3Source } from "stemma/s3";
import { uploads } from "stemma/uploads";
import {
  needsVersitygw,
  startVersitygwServer,
  type VersitygwServer,
} from "../servers/versitygw.ts";
import { bucketOf } from "../stores/s3_bucket.ts";

let server: VersitygwServer;

before(async () => {
  if (needsVersitygw.skip === false) server = await startVersitygwServer();
});
after(() => server?.stop());

const quick = { retry: { attempts: 2, delayMs: 5, timeoutMs: 20_000 } };

test(
  "uploads() to a real S3 server that is killed in the middle sends the rest when it is back",
  needsVersitygw,
  async () => {
    const options = { ...bucketOf(server).options("uploads"), ...quick };
    const sink = s3Sink(options);
    let puts = 0;
    const counting: Sink = {
      has: sink.has && ((path, sha256) => sink.has!(path, sha256)),
      async put(file, options) {
        if (++puts === 10) await server.kill();
        await sink.put(file, options);
      },
    };
    let run = startRun({ experiment: "far", runId: "r" });
    for (let i = 0; i < 30; i++) {
      run = logArtifact(run, bytesAsset(`${i}.bin`, new Uint8Array(1000 + i).fill(i)));
    }
    run = endRun(run);
    const queue = uploads(counting, { concurrency: 4 });
    const torn = await queue.push(run);
    assert.ok(torn.failed.length > 0 && torn.written.length > 0);
    assert.ok(torn.skipped.some(({ path }) => path.endsWith("manifest.json")));
    await server.restart();
    const { failed, written } = await queue.push(run);
    assert.deepEqual(failed, []);
    assert.ok(written.some(({ path }) => path.endsWith("manifest.json")));
    const back = await runFromSource(s3Source(options), { folder: "far/r" });
    assert.equal(digest(back), digest(run));
    // A new process finds everything there.
    const again = await uploads(s3Sink(options)).push(run);
    assert.deepEqual([again.failed, again.written], [[], []]);
  },
);

test(
  "checkpoints() in a real S3 bucket are found, verified and gone on with",
  needsVersitygw,
  async () => {
    const options = { ...bucketOf(server).options("states"), ...quick };
    const keeper = checkpoints(s3Sink(options), { keep: 2 });
    let run = startRun({ experiment: "far", name: "cnn @ 100%" });
    for (let epoch = 1; epoch <= 4; epoch++) {
      const weights = bytesAsset("weights.bin", new Uint8Array(100_000).fill(epoch));
      run = await keeper.save(run, weights, { epoch, batch: 10 * epoch });
    }
    assert.deepEqual(keeper.report().failed, []);
    assert.equal(models(run).length, 4);
    const source = s3Source(options);
    const latest = await latestCheckpoint(source, "cnn @ 100%");
    assert.deepEqual([latest?.epoch, latest?.batch], [4, 40]);
    assert.deepEqual(await latest?.bytes(), new Uint8Array(100_000).fill(4));
    const paths: string[] = [];
    for await (const { path } of source.list!("")) paths.push(path);
    assert.deepEqual(paths.sort(), [
      "cnn @ 100~25-ep3-ba30/weights.bin",
      "cnn @ 100~25-ep4-ba40/weights.bin",
      "cnn @ 100~25-latest.json",
    ]);
  },
);
