import assert from "node:assert/strict";
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import process from "node:process";
import test, { after } from "node:test";
import { Worker as Thread } from "node:worker_threads";
import { GraphError, memorySink, saveRun, startRun } from "stemma";
import { dotToSvg, renderSvg, svgInWorker } from "stemma/svg";
import { bundledScript } from "../servers/bundled_script.ts";

const { deno, bun } = process.versions;
const isNode = deno === undefined && bun === undefined;
const script = await bundledScript("lib/svg-worker.ts");
after(script.remove);

/** Ways to start a worker that can be stopped here. */
const ways: Readonly<Record<string, () => ChildProcess | Thread>> = {
  process: () => fork(script.path),
  ...(isNode ? { thread: () => new Thread(script.path) } : {}),
};

/** A graph within the size that is drawn, and how it takes Graphviz most of a minute. */
const large = `graph { ${
  Array.from({ length: 2990 }, (_, i) => `n${i >> 1} -- n${i}`).join("; ")
} }`;
const slowly = { engine: "neato" } as const;

/** A worker that waits does not keep a program alive: tests that wait for its end do. */
async function waitFor(end: Promise<unknown>): Promise<void> {
  const timer = setInterval(() => {}, 1000);
  await end;
  clearInterval(timer);
}

const coded = (code: string) => (error: unknown) =>
  error instanceof GraphError && error.code === code;

for (const [name, start] of Object.entries(ways)) {
  test(`svgInWorker() draws as dotToSvg() does, in a ${name}`, async () => {
    const started: unknown[] = [];
    const svg = svgInWorker(() => (started.push(1), start()));
    const options = { title: "A & B", engine: "circo" } as const;
    const dots = ['digraph { "\ud83d\ude00\ud800" -> b }', "digraph { a -> b }"];
    const drawn = await Promise.all(dots.map((dot) => svg(dot, options)));
    assert.deepEqual(drawn, await Promise.all(dots.map((dot) => dotToSvg(dot, options))));
    await assert.rejects(svg("digraph {"), (error) => {
      assert.ok(coded("GRAPH_LAYOUT")(error));
      assert.match((error as GraphError).message, /syntax error/);
      return true;
    });
    await assert.rejects(svg("digraph { a }", { engine: "none" as never }), TypeError);
    await assert.rejects(svg("digraph { a }", { title: 7 as never }), TypeError);
    await assert.rejects(svg(7 as never), TypeError);
    assert.match(await svg("digraph { again }"), /again/);
    assert.equal(started.length, 1);
    svg.close();
    svg.close();
    assert.match(await svg("digraph { later }"), /later/);
    assert.equal(started.length, 2);
    svg.close();
  });

  test(`a layout that takes too long is stopped in a ${name}, and the next one is drawn`, async () => {
    const ends: Promise<unknown>[] = [];
    const svg = svgInWorker(() => {
      const worker = start();
      ends.push(new Promise((resolve) => worker.once("exit", resolve)));
      return worker;
    }, { timeoutMs: 2000 });
    const before = performance.now();
    await assert.rejects(svg(large, slowly), coded("GRAPH_TIMEOUT"));
    assert.ok(performance.now() - before < 20_000);
    await waitFor(ends[0]);
    assert.match(await svg("digraph { a -> b }"), /<svg/);
    const controller = new AbortController();
    const stopped = svg(large, { ...slowly, signal: controller.signal });
    const waiting = svg("digraph { patient }");
    setTimeout(() => controller.abort("enough"), 300);
    await assert.rejects(stopped, (error) => {
      assert.ok(coded("GRAPH_ABORTED")(error));
      assert.equal((error as Error).cause, "enough");
      return true;
    });
    await waitFor(ends[1]);
    assert.match(await waiting, /patient/);
    await assert.rejects(
      svg("digraph {}", { signal: AbortSignal.abort() }),
      coded("GRAPH_ABORTED"),
    );
    assert.equal(ends.length, 3);
    const closed = assert.rejects(svg(large, slowly), coded("GRAPH_WORKER"));
    setTimeout(() => svg.close(), 300);
    await closed;
    await waitFor(ends[2]);
  });
}

test("a process that dies in the middle is told, and a fresh one draws next", async () => {
  const children: ChildProcess[] = [];
  const svg = svgInWorker(() => {
    children.push(fork(script.path));
    return children.at(-1)!;
  }, { timeoutMs: 60_000 });
  const lost = svg(large, slowly);
  setTimeout(() => children[0].kill("SIGKILL"), 500);
  await assert.rejects(lost, coded("GRAPH_WORKER"));
  assert.match(await svg("digraph { a }"), /<svg/);
  const gone = new Promise((resolve) => children[1].on("exit", resolve));
  children[1].kill("SIGKILL");
  await waitFor(gone);
  assert.match(await svg("digraph { b }"), /<svg/);
  assert.equal(children.length, 3);
  svg.close();
});

test(
  "a thread that runs out of memory is told",
  { skip: !isNode && "Node alone has it" },
  async () => {
    const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };
    const svg = svgInWorker(() => new Thread(script.path, { resourceLimits }));
    await assert.rejects(svg(`digraph { ${"a -> b;".repeat(1_000_000)} }`), coded("GRAPH_WORKER"));
    svg.close();
  },
);

test(
  "a worker that cannot be stopped is refused",
  { skip: isNode && "Node stops it" },
  async () => {
    const svg = svgInWorker(() => new Thread(script.path));
    await assert.rejects(svg("digraph { a }"), (error) => {
      assert.ok(coded("GRAPH_WORKER")(error));
      assert.match((error as Error).message, /(Deno|Bun) goes on after it was stopped/);
      return true;
    });
  },
);

test("a worker that cannot be started is told", async () => {
  const none = svgInWorker(() => {
    throw new Error("no workers here");
  });
  await assert.rejects(none("digraph { a }"), (error) => {
    assert.ok(coded("GRAPH_WORKER")(error));
    assert.match((error as Error).message, /no workers here/);
    return true;
  });
  const missing = svgInWorker(() => fork(script.path + ".none", { stdio: "ignore" }));
  await assert.rejects(missing("digraph { a }"), coded("GRAPH_WORKER"));
});

test("a program ends though its worker waits", async () => {
  const program = await bundledScript("tests/graph/draw_in_process.ts");
  const args = [...(deno === undefined ? [] : ["run", "-A", "--quiet"]), program.path, script.path];
  const { stdout, status, signal } = spawnSync(process.execPath, args, { timeout: 60_000 });
  program.remove();
  assert.deepEqual([String(stdout), status, signal], ["drawn\n", 0, null]);
});

test("saveRun() and renderSvg() take what svgInWorker() makes", async () => {
  const svg = svgInWorker(ways.process);
  const run = startRun({ experiment: "digits", runId: "r1" });
  const sink = memorySink();
  const report = await saveRun(run, sink, { svg });
  assert.deepEqual(report.failed, []);
  assert.match(new TextDecoder().decode(sink.files.get("digits/r1/prov.svg")), /^<svg /);
  assert.equal(
    await renderSvg(run, { svg, detail: "overview" }),
    await renderSvg(run, {
      detail: "overview",
    }),
  );
  svg.close();
});

test("svgInWorker() refuses wrong arguments", async () => {
  assert.throws(() => svgInWorker(7 as never), TypeError);
  assert.throws(
    () => svgInWorker(ways.process, { timeout: 7 } as never),
    /did you mean "timeoutMs"/,
  );
  for (const timeoutMs of [0, -1, 1.5, NaN, Infinity, 2 ** 31]) {
    assert.throws(() => svgInWorker(ways.process, { timeoutMs }), RangeError);
  }
  await assert.rejects(
    svgInWorker(ways.process)("digraph {}", { engin: "dot" } as never),
    /did you mean "engine"/,
  );
});
