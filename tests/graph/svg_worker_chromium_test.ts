import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { dotToSvg } from "stemma/svg";
import { bundledScript } from "../servers/bundled_script.ts";
import { type Chromium, needsChromium, startChromium } from "../servers/chromium.ts";
import { startPageServer } from "../servers/page_server.ts";

/** Within the size that is drawn, and about a minute of work. */
const large = `graph { ${
  Array.from({ length: 2990 }, (_, i) => `n${i >> 1} -- n${i}`).join("; ")
} }`;

const page = `<!doctype html><title>drawing</title><script type="module" src="/main.js"></script>`;
const main = `
import { svgInWorker } from "/svg.js";
const drawWith = (script, timeoutMs) =>
  svgInWorker(() => new Worker(script, { type: "module" }), { timeoutMs });
const hasty = drawWith("/worker.js", 500);
const patient = drawWith("/worker.js", 60_000);
const told = (work) => work.then((svg) => ({ svg }), ({ code, message }) => ({ code, message }));
Object.assign(globalThis, {
  draw: (dot, options) => told(patient(dot, options)),
  drawBroken: (script) => told(drawWith(script)("digraph {}")),
  drawOn() {
    globalThis.controller = new AbortController();
    globalThis.going = told(patient(globalThis.large, { engine: "neato", signal: controller.signal }));
  },
  /** Draws, and tells how long that took and the longest time that the page was not awake. */
  async watch(dot) {
    globalThis.large = dot;
    const begin = performance.now();
    let last = begin, longest = 0;
    const timer = setInterval(() => {
      const now = performance.now();
      longest = Math.max(longest, now - last);
      last = now;
    }, 5);
    const { code } = await told(hasty(dot, { engine: "neato" }));
    clearInterval(timer);
    return { code, took: performance.now() - begin, longest };
  },
});
document.title = "ready";
`;

/** The seconds of processor time that the renderers of a browser used so far. */
async function rendererSeconds({ browser }: Chromium): Promise<number> {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer")
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Waits until the renderers rest: a layout that goes on never does, however busy the machine. */
async function untilRest(chromium: Chromium): Promise<number> {
  for (;;) {
    const before = await rendererSeconds(chromium);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const used = await rendererSeconds(chromium) - before;
    if (used < 0.1) return used;
  }
}

/** Waits until the renderers were at work for a second. */
async function untilBusy(chromium: Chromium): Promise<void> {
  const before = await rendererSeconds(chromium);
  while (await rendererSeconds(chromium) < before + 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test(
  "a page stays awake while a worker draws, stops it in time, and then rests",
  { ...needsChromium, timeout: 120_000 },
  async (context) => {
    const scripts = await Promise.all(
      ["lib/svg-worker.ts", "lib/graph/svg_in_worker.ts"].map((path) =>
        bundledScript(path, "browser")
      ),
    );
    const [worker, svg] = scripts.map(({ path }) => readFileSync(path, "utf8"));
    const server = await startPageServer(
      new Map([
        ["index.html", page],
        ["main.js", main],
        ["worker.js", worker],
        ["svg.js", svg],
        ["broken.js", "throw new Error('broken on purpose');"],
      ]),
    );
    const chromium = await startChromium();
    try {
      const { page, complaints } = await chromium.open(server.url);
      await page.waitForFunction("document.title === 'ready'");
      const small = "digraph { a -> b }";
      const call = (text: string) => page.evaluate(text) as Promise<Record<string, unknown>>;
      const drawSmall = () => call(`draw(${JSON.stringify(small)})`);
      assert.deepEqual(await drawSmall(), { svg: await dotToSvg(small) });

      const stopped = await call(`watch(${JSON.stringify(large)})`);
      context.diagnostic(JSON.stringify(stopped));
      assert.equal(stopped.code, "GRAPH_TIMEOUT");
      assert.ok(stopped.took as number >= 500);
      await untilRest(chromium);

      await call("drawOn()");
      await untilBusy(chromium);
      await call("controller.abort()");
      assert.equal((await call("going")).code, "GRAPH_ABORTED");
      await untilRest(chromium);

      const deep = `digraph { ${
        Array.from({ length: 9000 }, (_, i) => `n${i} -> n${i + 1}`).join(";")
      } }`;
      const { code, message } = await call(`draw(${JSON.stringify(deep)}, { engine: "twopi" })`);
      assert.equal(code, "GRAPH_LAYOUT");
      assert.match(message as string, /call stack/);

      assert.match(String((await drawSmall()).svg), /^<svg /);
      assert.deepEqual(complaints, []);
      for (
        const [script, reason] of [["/broken.js", /broken on purpose/], ["/none.js", /loaded/]]
      ) {
        const { code, message } = await call(`drawBroken("${script}")`);
        assert.equal(code, "GRAPH_WORKER");
        assert.match(message as string, reason as RegExp);
      }
    } finally {
      await chromium.stop();
      await server.stop();
      for (const { remove } of scripts) remove();
    }
  },
);
