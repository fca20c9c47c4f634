import assert from "node:assert/strict";
import test from "node:test";
import { events, logMetric, type Run, startRun } from "stemma";
import { createDestination, createHttpClient, type DestinationAdapter } from "stemma/destination";
import { destinationLaws, freshRun, grow } from "./conformance.ts";
import { faultyFetch } from "../servers/faulty_fetch.ts";

interface Store {
  params: Record<string, string>;
  points: Record<string, [number, number][]>;
  series: string[];
  sent: number;
}

/** A target in memory behind a `fetch`: it takes slices that begin where it is. */
function memoryTarget() {
  const stores = new Map<string, Store>();
  const server = (url: string, init: RequestInit): Promise<Response> => {
    const id = new URL(url).pathname;
    let store = stores.get(id);
    if (store === undefined) {
      stores.set(id, store = { params: {}, points: {}, series: [], sent: 0 });
    }
    if (init.method === "GET") return Promise.resolve(Response.json({ sent: store.sent }));
    const { since, list } = JSON.parse(String(init.body));
    if (since !== store.sent) return Promise.resolve(new Response("", { status: 409 }));
    for (const event of list) {
      const { type, key, context, step, value } = event;
      const name = context === undefined ? key : `${context}/${key}`;
      if (type === "param") store.params[name] = String(value);
      if (type === "series") store.series.push(name);
      if (type === "metric") (store.points[store.series[event.series]] ??= []).push([step, value]);
    }
    store.sent += list.length;
    return Promise.resolve(Response.json({}));
  };
  return { stores, faulty: faultyFetch(server) };
}

function adapterOf(fetch: (url: string, init: RequestInit) => Promise<Response>) {
  const retry = { attempts: 1, timeoutMs: 200 };
  const client = createHttpClient("memory()", { fetch, retry });
  const ask = async (run: Run, method: string, body?: unknown) => {
    const url = new URL(`https://example.org/${run.runId}`);
    const path = run.runId;
    const request = { path, doing: "push", method, url, body: JSON.stringify(body) };
    return (await client.request(request)).json() as { sent: number };
  };
  const adapter: DestinationAdapter<null> = {
    open: async (run) => ({ place: null, sent: (await ask(run, "GET")).sent }),
    async send({ run, since }, delivery) {
      const list = [...events(run, { since })];
      for (let at = 0; at < list.length; at += 10) {
        await ask(run, "POST", { since: since + at, list: list.slice(at, at + 10) });
        delivery.acknowledge(since + Math.min(at + 10, list.length));
      }
    },
  };
  return adapter;
}

destinationLaws("a destination made of three functions", () => {
  const { stores, faulty } = memoryTarget();
  return Promise.resolve({
    make: () => createDestination("memory()", adapterOf(faulty.fetch)),
    read: (run) => {
      const { params, points } = stores.get(`/${run.runId}`)!;
      return Promise.resolve({ params, points });
    },
    faulty,
    stop: () => Promise.resolve(),
  });
});

test("pushes that wait are one push of the newest run", async () => {
  const { faulty } = memoryTarget();
  const sent: number[] = [];
  const adapter = adapterOf(faulty.fetch);
  const destination = createDestination("memory()", {
    ...adapter,
    send: (slice, delivery) => {
      sent.push(slice.run.length);
      return adapter.send(slice, delivery);
    },
  });
  let run = freshRun("joined");
  const pushes = [destination.push(run)];
  await Promise.resolve();
  for (let at = 0; at < 100; at++) pushes.push(destination.push(run = grow(run, at, at + 1)));
  const reports = await Promise.all(pushes);
  assert.deepEqual(sent, [1, run.length]);
  assert.ok(reports.slice(1).every((report) => report === reports[1]));
});

test("progress is told, and a faulty line of it costs nothing", async () => {
  const { faulty } = memoryTarget();
  const destination = createDestination("memory()", adapterOf(faulty.fetch));
  const run = grow(freshRun("progress"), 0, 10);
  const told: number[] = [];
  await destination.push(run, { onProgress: ({ sent }) => void told.push(sent) });
  assert.deepEqual(told, [10, 20, 30, 36]);
  const { failed, sent } = await destination.push(grow(run, 10, 11), {
    onProgress() {
      throw new Error("no terminal");
    },
  });
  assert.equal(sent, run.length + 3);
  assert.match(failed[0].error.message, /no terminal/);
});

test("what one part failed with is tried again though nothing is new", async () => {
  let tries = 0;
  const destination = createDestination("parts()", {
    open: () => Promise.resolve({ place: null, sent: 0 }),
    send(_, delivery) {
      if (++tries === 1) delivery.failed("artifacts/a.bin", new Error("no room"));
      return Promise.resolve();
    },
  });
  const run = freshRun("owes");
  assert.equal((await destination.push(run)).failed.length, 1);
  assert.equal((await destination.push(run)).failed.length, 0);
  await destination.push(run);
  assert.equal(tries, 2);
});

test("what the target is found to miss is sent though nothing is new", async () => {
  const sends: number[] = [];
  const run = freshRun("missed");
  const make = (owes: boolean) =>
    createDestination("missing()", {
      open: () => Promise.resolve({ place: null, sent: run.length, owes }),
      send({ since }) {
        sends.push(since);
        return Promise.resolve();
      },
    });
  await make(false).push(run);
  assert.deepEqual(sends, []);
  const destination = make(true);
  await destination.push(run);
  await destination.push(run);
  assert.deepEqual(sends, [run.length], "once");
});

test("wrong arguments are a rejection, and nothing is sent", async () => {
  const { faulty } = memoryTarget();
  const destination = createDestination("memory()", adapterOf(faulty.fetch));
  await assert.rejects(destination.push({} as Run), TypeError);
  await assert.rejects(
    destination.push(startRun({ experiment: "a" }), { onprogress() {} } as object),
    /onProgress/,
  );
  assert.equal(faulty.seen.length, 0);
});

test("a fork that leaves the line after what was sent is taken", async () => {
  const { stores, faulty } = memoryTarget();
  const destination = createDestination("memory()", adapterOf(faulty.fetch));
  const base = grow(freshRun("late fork"), 0, 3);
  await destination.push(base);
  logMetric(base, "loss", 5);
  const fork = logMetric(base, "loss", 6);
  assert.deepEqual((await destination.push(fork)).failed, []);
  assert.deepEqual(stores.get(`/${base.runId}`)!.points.loss, [[0, 6]]);
});

test("two runs of one id in two experiments are two runs", async () => {
  const taken: string[] = [];
  const destination = createDestination("two()", {
    open: () => Promise.resolve({ place: null, sent: 0 }),
    send({ run }) {
      taken.push(run.experiment);
      return Promise.resolve();
    },
  });
  const runs = ["a", "b"].map((experiment) => startRun({ experiment, runId: "1" }));
  const reports = await Promise.all(runs.map((run) => destination.push(run)));
  assert.deepEqual(reports.flatMap(({ failed }) => failed), []);
  assert.deepEqual(taken, ["a", "b"]);
});
