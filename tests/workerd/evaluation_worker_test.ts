import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { unzipSync } from "fflate";
import { runFromFiles, series } from "stemma";
import { needsWorkerd, startWorker } from "../servers/workerd.ts";

const settings = JSON.parse(readFileSync("examples/worker.json", "utf8"));

test("the example Worker keeps its run through crashes of workerd", needsWorkerd, async () => {
  const { durable_objects, migrations } = settings;
  const worker = await startWorker("examples/worker.ts", { durable_objects, migrations });
  const score = async (answer: string) => {
    const body = JSON.stringify({ expected: "7", answer });
    return await (await fetch(`${worker.url}/score`, { method: "POST", body })).json();
  };
  const get = async (path: string) => await fetch(worker.url + path);
  try {
    for (let step = 0; step < 5; step++) {
      assert.deepEqual(await score(step % 2 === 0 ? "7" : "8"), { right: 1 - step % 2, step });
    }
    for (let crash = 0; crash < 2; crash++) {
      await worker.restart();
      assert.deepEqual(await score("7 "), { right: 1, step: 5 + crash });
    }
    const many = await Promise.all(Array.from({ length: 20 }, () => score("7")));
    assert.deepEqual(many.map(({ step }) => step).sort((a, b) => a - b)[19], 26);
    assert.equal((await fetch(`${worker.url}/score`, { method: "POST", body: "[" })).status, 400);

    const zip = new Uint8Array(await (await get("/run.zip")).arrayBuffer());
    const files = Object.entries(unzipSync(zip)).map(([path, bytes]) =>
      [path.split("/").slice(2).join("/"), bytes] as const
    );
    const run = runFromFiles(new Map(files));
    const { values } = series(run, "right", { context: "testing" })!;
    assert.deepEqual([...values], [1, 0, 1, 0, 1, ...Array(22).fill(1)]);
    const prov = await (await get("/prov.json")).json();
    assert.deepEqual(Object.keys(prov.activity).sort(), ["run:context/testing", "run:run"]);
    assert.equal((await get("/nothing")).status, 404);
  } finally {
    await worker.stop();
  }
});
