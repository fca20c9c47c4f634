import assert from "node:assert/strict";
import test from "node:test";
import { digest, runFromFiles } from "stemma";
import { startUploadServer } from "../sinks/upload_server.ts";
import { needsWorkerd, startWorker } from "../servers/workerd.ts";

test("a Worker logs, makes provenance and saves a run, in workerd", needsWorkerd, async () => {
  const target = await startUploadServer();
  const worker = await startWorker("tests/workerd/log_worker.ts");
  try {
    const to = encodeURIComponent(`${target.origin}/runs`);
    const answer = await fetch(`${worker.url}/?to=${to}`);
    assert.equal(answer.status, 200, await answer.clone().text());
    const told = await answer.json();
    assert.deepEqual(told.failed, []);
    assert.ok(Object.keys(told.prov.activity).length > 0);
    const prefix = "worker/w1/";
    const files = [...target.files].map(([path, bytes]) =>
      [path.slice(prefix.length), bytes] as const
    );
    assert.equal(digest(runFromFiles(new Map(files))), told.digest);
  } finally {
    await worker.stop();
    await target.close();
  }
});
