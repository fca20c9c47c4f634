import assert from "node:assert/strict";
import test from "node:test";
import { endRun, logMetric, logParam, provToJson, type Run, startRun, toProv } from "stemma";
import { yprovService, yprovStore } from "stemma/yprov";
import { hostileNames } from "../hostile_names.ts";
import { scriptedRun } from "../scripted_run.ts";
import { fakeYprovService, fakeYprovStore, YPROV_TOKEN } from "../servers/fake_yprov.ts";
import { type Fault, faultyFetch } from "../servers/faulty_fetch.ts";

const retry = { attempts: 2, delayMs: 1, timeoutMs: 300 };

function serviceOf(options = {}) {
  const service = fakeYprovService();
  const faulty = faultyFetch(service.fetch);
  const make = () =>
    yprovService("http://yprov:3000", {
      token: YPROV_TOKEN,
      fetch: faulty.fetch,
      retry,
      ...options,
    });
  return { ...service, faulty, make };
}

function storeOf() {
  const store = fakeYprovStore();
  const faulty = faultyFetch(store.fetch);
  const make = () =>
    yprovStore("http://store:8000", { token: YPROV_TOKEN, fetch: faulty.fetch, retry });
  return { store, faulty, make };
}

/** A run, and the same one further on. */
function growing(options = {}): [Run, Run] {
  let run = startRun({ experiment: "digits", runId: "run-1", ...options });
  run = logMetric(logParam(run, "lr", 0.1), "loss", 0.5, { context: "training" });
  return [run, endRun(logMetric(run, "loss", 0.25, { context: "training" }))];
}

/** The statements of a run as the service keys them. */
function statementsOf(run: Run): string[] {
  const json = JSON.parse(provToJson(toProv(run)));
  return Object.entries(json).filter(([kind]) => kind !== "prefix").flatMap(([kind, statements]) =>
    Object.entries(statements as Record<string, object>).map(([id, statement]) =>
      ["entity", "activity", "agent"].includes(kind)
        ? `${kind} ${id}`
        : `${kind} ${JSON.stringify(Object.values(statement).slice(0, 2))}`
    )
  ).sort();
}

test("every element of a run's document has the bare label that yProv Explorer shows", () => {
  const json = JSON.parse(provToJson(toProv(scriptedRun())));
  const elements = ["entity", "activity", "agent"].flatMap((kind) => Object.entries(json[kind]));
  assert.ok(elements.length > 40);
  for (const [id, element] of elements) {
    assert.equal(typeof (element as Record<string, unknown>)["prov:label"], "string", id);
  }
});

test("yprovService() puts one document a run, which grows", async () => {
  const { documents, faulty, make } = serviceOf();
  const [run, whole] = growing();
  const destination = make();
  const report = await destination.push(run);
  assert.deepEqual([report.failed, report.sent], [[], run.length]);
  assert.equal(report.url, "http://yprov:3000/api/v0/documents/digits-run-1");
  assert.deepEqual([...documents.get("digits-run-1")!.keys()].sort(), statementsOf(run));
  await destination.push(whole);
  await destination.push(whole);
  assert.equal(faulty.seen.length, 2);
  assert.deepEqual((await make().push(whole)).failed, []);
  assert.deepEqual([...documents.get("digits-run-1")!.keys()].sort(), statementsOf(whole));
  assert.equal(documents.size, 1);
  // The service keeps the prefixes of what it was given first, and reads nothing by others.
  const [before, after] = [run, whole].map((run) => JSON.parse(provToJson(toProv(run))).prefix);
  assert.deepEqual(before, after);
});

test("yprovService() takes the address with and without /api/v0", async () => {
  const { fetch } = fakeYprovService();
  for (const url of ["http://h:1", "http://h:1/", "http://h:1/api/v0", "http://h:1/api/v0/"]) {
    const destination = yprovService(url, { token: YPROV_TOKEN, fetch });
    const report = await destination.push(startRun({ experiment: "a", runId: "b" }));
    assert.deepEqual([report.failed, report.url], [[], "http://h:1/api/v0/documents/a-b"]);
  }
});

test("yprovService() gives every run a name that Neo4j takes, and no two one name", async () => {
  const { documents, make } = serviceOf();
  const pairs = [
    ...hostileNames.map((name, i) => [name, `run-${i}`]),
    ...hostileNames.map((name, i) => ["digits", `${name}${i}`]),
    ["a", "b-c"],
    ["a-b", "c"],
    ["A", "b-c"],
    ["system", "x"],
    ["digits", "0190f6f2-7c4b-7000-8000-0123456789ab"],
  ];
  for (const [experiment, runId] of pairs) {
    assert.deepEqual((await make().push(startRun({ experiment, runId }))).failed, []);
  }
  assert.equal(documents.size, pairs.length);
  assert.ok(documents.has("digits-0190f6f2-7c4b-7000-8000-0123456789ab"));
});

test("yprovService() asks for a token anew, and says so where it has run out", async () => {
  const tokens = ["old", YPROV_TOKEN];
  const { make } = serviceOf({ token: () => tokens.shift() });
  const [run, whole] = growing();
  const destination = make();
  const { failed: [{ error }] } = await destination.push(run);
  assert.match(error.message, /log in again/);
  assert.deepEqual((await destination.push(whole)).failed, []);
});

test("yprovStore() makes each push with news a version of the one before", async () => {
  const { store, make } = storeOf();
  const [run, whole] = growing({ name: "first", description: "x|y", agent: { name: "Ada" } });
  const destination = make();
  const { failed, written, sent } = await destination.push(run);
  assert.deepEqual([failed, sent], [[], run.length]);
  await destination.push(run);
  await destination.push(whole);
  const [one, two] = store.documents;
  assert.equal(store.documents.length, 2);
  assert.deepEqual([one.text, two.text], [run, whole].map((run) => provToJson(toProv(run))));
  assert.deepEqual([one.version, two.version, two.parent_document_pid], [1, 2, one.pid]);
  assert.deepEqual(written.map(({ path, sha256 }) => [path, sha256]), [
    [`documents/${one.pid}`, one.hash],
  ]);
  const { title, description, author } = two.metadata;
  assert.deepEqual([title, description, author], ["first", "x|y", "Ada"]);
});

test("yprovStore() goes on after a restart, and stores nothing where nothing is new", async () => {
  const { store, make } = storeOf();
  const [run, whole] = growing();
  for (let i = 0; i < 120; i++) await make().push(startRun({ experiment: "other", runId: `${i}` }));
  store.documents.reverse();
  await make().push(run);
  const report = await make().push(run);
  assert.deepEqual([report.failed, report.sent, store.documents.length], [[], run.length, 121]);
  assert.match(report.url!, /^http:\/\/store:8000\/documents\/21\.T11961\/[0-9a-f-]+$/);
  await make().push(whole);
  await make().push(whole);
  assert.equal(store.documents.length, 122);
  assert.equal(store.documents[121].parent_document_pid, store.documents[120].pid);
});

test("yprovStore() does not store a run of another line as a version", async () => {
  const { store, make } = storeOf();
  const [run] = growing();
  await make().push(logMetric(run, "loss", 1));
  const { failed: [{ error }] } = await make().push(logMetric(run, "loss", 2));
  assert.equal((error as { code?: string }).code, "RUN_FORKED");
  assert.equal(store.documents.length, 1);
});

test("yprovStore() finds the document whose answer was lost, and mends what is kept beside it", async () => {
  const { store, faulty, make } = storeOf();
  const [run, whole] = growing();
  const lose = (_: string, init: RequestInit): Fault => init.method === "POST" ? "lose" : "pass";
  let lost = 0;
  faulty.otherwise = (url, init) => lost++ === 1 ? lose(url, init) : "pass";
  store.losesMetadata = true;
  const destination = make();
  assert.deepEqual((await destination.push(run)).failed, []);
  assert.equal(store.documents.length, 1);
  await destination.push(whole);
  assert.equal(store.documents.length, 2);
  assert.equal((await make().push(whole)).sent, whole.length);
  assert.equal(store.documents.length, 2);
});

test("yprovStore() comes after a version that another worker stored meanwhile", async () => {
  const { store, make } = storeOf();
  const [run, whole] = growing();
  const [one, two] = [make(), make()];
  await one.push(run);
  await two.push(run);
  await one.push(whole);
  assert.deepEqual((await two.push(whole)).failed, []);
  assert.equal(store.documents.length, 2);
});

/** The requests of a push, by method and the end of the path. */
const requests = [
  ["yprovService()", serviceOf, /^PUT/],
  ["yprovStore()", storeOf, /^GET.*documents$/],
  ["yprovStore()", storeOf, /^POST/],
  ["yprovStore()", storeOf, /metadata$/],
] as const;

for (const [name, make, request] of requests) {
  test(`${name} tells each fault of ${request.source}, and the next push mends it`, async () => {
    for (const fault of [401, 403, 413, 429, 503, "reset", "page", "hang"] as const) {
      const { faulty, make: destination } = make();
      const made = destination();
      const [run] = growing();
      faulty.otherwise = (url, { method }) =>
        request.test(`${method}${new URL(url).pathname}`) ? fault : "pass";
      const { failed } = await made.push(run);
      assert.equal(failed.length, 1, String(fault));
      assert.ok(!failed[0].error.message.includes(YPROV_TOKEN));
      faulty.otherwise = undefined;
      assert.deepEqual((await made.push(run)).failed, [], String(fault));
    }
  });
}

test("the yProv destinations refuse what is no address and no token", () => {
  for (const make of [yprovService, yprovStore]) {
    const wrong: [() => unknown, RegExp][] = [
      [() => make("file:///x", { token: "t" }), /http or https/],
      [() => make("http://x", {} as { token: string }), /auth\/login/],
      [() => make("http://x", { token: "a\nb" }), /without spaces/],
      [() => make("http://x", { token: "t", user: "u" } as { token: string }), /unknown option/],
    ];
    for (const [call, message] of wrong) assert.throws(call, { name: "TypeError", message });
  }
});
