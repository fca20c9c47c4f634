import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import evaluate from "../examples/evaluate.ts";
import { random, shuffled } from "../examples/random.ts";

/** What a script prints while it is loaded. */
async function printed(
  load: () => Promise<unknown>,
  to: "log" | "error" = "log",
): Promise<string[]> {
  const lines: string[] = [];
  const print = console[to];
  console[to] = (...words: unknown[]) => void lines.push(words.join(" "));
  try {
    await load();
  } finally {
    console[to] = print;
  }
  return lines;
}

test("examples/log_only.ts prints a summary and a graph", async () => {
  const [summary, dot] = await printed(() => import("../examples/log_only.ts"));
  assert.equal(summary, "training loss: 30 points, from 16 to 3.8e-5");
  assert.match(dot, /^\s*digraph/);
  assert.match(dot, /loss/);
});

test("examples/article.ts checks a document and draws examples/article.svg", async () => {
  let svg: string[] = [];
  const load = () => import("../examples/article.ts");
  const said = await printed(async () => void (svg = await printed(load)), "error");
  assert.equal(said.length, 2);
  assert.match(said[0], /^warning: Nothing describes ex:reader/);
  assert.match(said[1], /^as PROV-JSON: \d{4} characters$/);
  // To renew: deno run -A examples/article.ts > examples/article.svg
  assert.equal(`${svg.join("\n")}\n`, readFileSync("examples/article.svg", "utf8"));
});

test("examples/fork.ts goes on from one warm-up twice", async () => {
  const lines = await printed(() => import("../examples/fork.ts"));
  const ends = lines.slice(0, 3).map((line) => line.replace(/[▁-█]+ +/, ""));
  assert.deepEqual(ends, [
    "warm    0.4226 after 20 steps",
    "careful 0.2713 after 60 steps",
    "bold    0.1253 after 60 steps",
  ]);
  const [, kept, shared] = /^kept +(\d+) events, (\d+) of them shared/.exec(lines[3])!;
  assert.equal(Number(kept) - Number(shared), 1 + 40 + 1, "a rate, the points, the end");
});

test("examples/seal.ts seals a run, and finds what was changed afterwards", async () => {
  const lines = await printed(() => import("../examples/seal.ts"));
  assert.match(lines[0], /^sealed 307 events of example\.org\/a%20line\/[0-9a-f-]{36}$/);
  assert.deepEqual(lines.slice(2), [
    "it stands: true",
    "it stands: false",
    "file-digest-differs: metrics/training/loss.csv",
  ]);
});

test("examples/random.ts gives the same numbers for the same seed", () => {
  const drawn = (seed: number) => Array.from({ length: 5 }, random(seed));
  assert.deepEqual(drawn(1), drawn(1));
  assert.notDeepEqual(drawn(1), drawn(2));
  assert.ok(drawn(3).every((number) => number >= 0 && number < 1));
  const order = shuffled(100, 1);
  assert.notDeepEqual(order, order.toSorted((a, b) => a - b));
  assert.deepEqual(order.toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
});

const url = "https://functions.example/evaluate";
const post = (body: BodyInit, query = "") =>
  evaluate.fetch(new Request(url + query, { method: "POST", body, duplex: "half" } as RequestInit));

const body = JSON.stringify({
  model: "digits v3",
  labels: [0, 1, 1, 3],
  predictions: [0, 1, 0, 3],
});

test("examples/evaluate.ts answers the provenance of an evaluation", async () => {
  const response = await post(body);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "application/json");
  const runId = response.headers.get("run-id")!;
  const text = await response.text();
  assert.ok(text.includes(runId));
  assert.ok(text.includes(createHash("sha256").update(body).digest("hex")), "the input's digest");
  assert.ok(text.includes("digits v3"));
  const { prefix, activity, entity } = JSON.parse(text);
  assert.ok(prefix && activity && entity);
});

test("examples/evaluate.ts answers a summary and a graph", async () => {
  const summary = await (await post(body, "?as=summary")).json();
  const last = (key: string) => summary.find((metric: { key: string }) => metric.key === key).last;
  assert.equal(last("accuracy"), 0.75);
  assert.equal(last("correct"), 3);
  const recall = summary.find((metric: { key: string }) => metric.key === "recall");
  assert.deepEqual([recall.count, recall.min], [3, 0.5], "a class that never occurred has none");
  const dot = await post(body, "?as=dot");
  assert.equal(dot.headers.get("content-type"), "text/vnd.graphviz");
  assert.match(await dot.text(), /^\s*digraph/);
});

const endless = () =>
  new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65536).fill(32)),
  });

const refused: [string, () => Promise<Response>, number, string][] = [
  ["another method", () => evaluate.fetch(new Request(url)), 405, "METHOD"],
  ["an unknown form", () => post(body, "?as=png"), 400, "FORM"],
  ["a form of the prototype", () => post(body, "?as=constructor"), 400, "FORM"],
  ["no body", () => post(""), 400, "JSON"],
  ["what is no JSON", () => post("{labels"), 400, "JSON"],
  ["what is no UTF-8", () => post(new Uint8Array([0x22, 0xff, 0x22])), 400, "JSON"],
  ["an endless body", () => post(endless()), 413, "SIZE"],
  ["null", () => post("null"), 400, "SHAPE"],
  ["a list", () => post("[]"), 400, "SHAPE"],
  ["lists of texts", () => post('{"labels":["a"],"predictions":["a"]}'), 400, "SHAPE"],
  ["a class of 10⁹", () => post('{"labels":[1e9],"predictions":[0]}'), 400, "SHAPE"],
  ["a negative class", () => post('{"labels":[-1],"predictions":[0]}'), 400, "SHAPE"],
  ["a prototype", () => post('{"__proto__":{"labels":[1],"predictions":[1]}}'), 400, "SHAPE"],
  ["nothing to evaluate", () => post('{"labels":[],"predictions":[]}'), 400, "LENGTH"],
  ["lists of two lengths", () => post('{"labels":[1],"predictions":[1,1]}'), 400, "LENGTH"],
  [
    "a model's name with a lone surrogate",
    () => post('{"labels":[1],"predictions":[1],"model":"\\ud800"}'),
    400,
    "MODEL",
  ],
  [
    "a model that is a number",
    () => post('{"labels":[1],"predictions":[1],"model":1}'),
    400,
    "MODEL",
  ],
];
for (const [what, send, status, code] of refused) {
  test(`examples/evaluate.ts refuses ${what}`, async () => {
    const response = await send();
    assert.equal(response.status, status);
    const { error } = await response.json();
    assert.equal(error.code, code);
    assert.match(error.message, /^expected /);
  });
}

test("examples/evaluate.ts tells two requests apart", async () => {
  const runIds = await Promise.all(
    [1, 2].map(async () => (await post(body)).headers.get("run-id")),
  );
  assert.notEqual(runIds[0], runIds[1]);
});
