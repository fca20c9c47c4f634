// Whether a Worker can use the package as it is installed: no setting of the bundler, the real
// workerd, the kernel and Graphviz as WebAssembly.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startWrangler } from "../servers/workerd.ts";

const worker = `
import { coreStatus, digest, endRun, logMetric, provToJson, saveRun, startRun, summarize, toProv, zipSink } from "stemma";
import { renderSvg } from "stemma/svg";

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    let run = startRun({ experiment: "worker", runId: "w1", env: { now: () => 0, randomId: () => "w1" } });
    for (let step = 0; step < 2000; step++) run = logMetric(run, "loss", 1 / (step + 1), { step });
    run = endRun(run);
    if (pathname === "/run.svg") return new Response(await renderSvg(run));
    if (pathname === "/prov.json") return new Response(provToJson(toProv(run)));
    if (pathname === "/run.zip") {
      const sink = zipSink();
      saveRun(run, sink).then(() => sink.close());
      return new Response(sink.stream());
    }
    return Response.json({ digest: digest(run), count: summarize(run)[0].count, core: coreStatus() });
  },
};
`;

/** Runs a Worker that uses the package installed in a folder, and asks it for everything. */
export async function checkWorker(folder: string, digest: string): Promise<void> {
  const own = project(folder);
  writeFileSync(join(own, "worker.js"), worker);
  const { url, stop } = await startWrangler(own, { main: "worker.js" });
  try {
    const told = await (await fetch(url)).json();
    assert.deepEqual(told, { digest, count: 2000, core: "wasm" });
    const text = async (path: string) => await (await fetch(url + path)).text();
    assert.ok(Object.keys(JSON.parse(await text("/prov.json")).activity).length > 0);
    assert.match(await text("/run.svg"), /^<svg[^]*<\/svg>\s*$/);
    const zip = new Uint8Array(await (await fetch(`${url}/run.zip`)).arrayBuffer());
    assert.deepEqual([...zip.subarray(0, 2)], [0x50, 0x4b]);
  } finally {
    await stop();
  }
}

/** Runs the example as it stands, against the package installed in a folder. */
export async function checkExample(folder: string): Promise<void> {
  const own = project(folder);
  cpSync("examples/worker.ts", join(own, "worker.ts"));
  const settings = JSON.parse(readFileSync("examples/worker.json", "utf8"));
  const { url, stop } = await startWrangler(own, settings);
  try {
    const body = JSON.stringify({ expected: "7", answer: "7" });
    const told = await (await fetch(`${url}/score`, { method: "POST", body })).json();
    assert.deepEqual(told, { right: 1, step: 0 });
    assert.match(await (await fetch(`${url}/run.svg`)).text(), /<\/svg>/);
  } finally {
    await stop();
  }
}

/** A folder of a user's own where the package is installed. */
function project(folder: string): string {
  const own = mkdtempSync(join(tmpdir(), "stemma-installed-"));
  cpSync(join(folder, "node_modules"), join(own, "node_modules"), { recursive: true });
  writeFileSync(join(own, "package.json"), '{ "private": true, "type": "module" }\n');
  return own;
}
