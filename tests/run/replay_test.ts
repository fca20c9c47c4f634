import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contexts,
  digest,
  endRun,
  eventBytes,
  events,
  LogError,
  type LogEvent,
  logMetric,
  logParam,
  metrics,
  replay,
  series,
  startRun,
  summarize,
  toProv,
} from "stemma";
import { tickingEnv } from "./same_run.ts";

const start = () => startRun({ experiment: "digits", env: tickingEnv() });
const list = () => [...events(logMetric(logParam(start(), "a", 1), "loss", 0.5))];

test("`replay()` refuses events that are no log, with the number of the event", () => {
  const [first, param, declared, point] = list();
  const metric = point as LogEvent & { type: "metric" };
  const wrong: [number, unknown[]][] = [
    [0, []],
    [0, [param]],
    [0, [null]],
    [0, ["start"]],
    [0, [{ ...first, runId: "" }]],
    [0, [{ ...first, timestamp: "now" }]],
    [0, [{ ...first, library: null }]],
    [1, [first, first]],
    [1, [first, metric]],
    [1, [first, { ...declared, series: 1 }]],
    [2, [first, declared, { ...declared, series: 1 }]],
    [2, [first, param, param]],
    ...[
      { step: -1 },
      { step: -0 },
      { step: 0.5 },
      { step: 2 ** 53 },
      { value: "1" },
      { value: null },
      { value: { $: "x", type: "xsd:double" } },
      { value: { $: "1", type: "xsd:long" } },
      { timestamp: NaN },
      { timestamp: 1e300 },
      { timestamp: "0" },
      { series: 7 },
      { series: -1 },
      { series: 2 ** 32 },
    ].map((change): [number, unknown[]] => [2, [first, declared, { ...metric, ...change }]]),
    [2, [...events(endRun(start())), param]],
    [
      3,
      [first, ...events(endRun(start()), { since: 1 }), declared, metric].toSpliced(1, 0, declared),
    ],
  ];
  for (const [offset, given] of wrong) {
    assert.throws(
      () => replay(given as LogEvent[]),
      (error) => error instanceof LogError && error.code === "LOG_EVENT" && error.offset === offset,
      JSON.stringify(given.at(-1)),
    );
  }
  assert.throws(() => replay(list(), { evn: 1 } as never), /did you mean "env"/);
});

test("`replay()` goes on with the environment that it is given", () => {
  const run = replay(list(), { env: { now: () => 77, randomId: () => "x" } });
  const [last] = [...events(logParam(run, "b", 2), { since: run })] as { timestamp: number }[];
  assert.equal(last.timestamp, 77);
});

test("`replay()` keeps events of unknown types, and no view sees them", () => {
  const future = [
    { type: "future", context: 5, timestamp: "later", value: { $: "NaN", type: "xsd:double" } },
    { type: "__proto__", context: "x", nested: { "__proto__x": [1] } },
    JSON.parse('{"type":"constructor","__proto__":{"a":1}}'),
  ] as LogEvent[];
  const run = replay([...list(), ...future]);
  const plain = replay(list());
  assert.equal(run.length, plain.length + 3);
  assert.notEqual(digest(run), digest(plain));
  assert.deepEqual(contexts(run), contexts(plain));
  assert.deepEqual(toProv(run), toProv(plain));
  assert.deepEqual([...events(run)].slice(-3).map(eventBytes), future.map(eventBytes));
  assert.equal(digest(replay(events(run))), digest(run));
  assert.equal(({} as Record<string, unknown>).a, undefined);
});

test("unknown fields of known types are kept too", () => {
  const [first, param] = list();
  const odd = { ...param, note: { deep: [null] } };
  const run = replay([first, odd as never]);
  assert.deepEqual(([...events(run)][1] as unknown as { note: unknown }).note, { deep: [null] });
});

test("a log that ends between a series and its first point has no such series yet", () => {
  const run = replay(list().slice(0, 3));
  assert.equal(run.length, 3);
  assert.deepEqual([metrics(run), summarize(run), series(run, "loss")], [[], [], undefined]);
  const later = logMetric(run, "loss", 2);
  assert.equal(later.length, 4);
  assert.deepEqual([...series(later, "loss")!.values], [2]);
});

test("`eventBytes()` gives points 29 bytes with one NaN, and all else sorted JSON", () => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, 0xfff8_0000_0000_0001n);
  const odd = view.getFloat64(0);
  const point = { type: "metric", series: 2 ** 32 - 1, timestamp: 0, step: 0 } as const;
  const bytes = eventBytes({ ...point, value: odd });
  assert.equal(bytes.length, 29);
  assert.deepEqual(bytes, eventBytes({ ...point, value: NaN }));
  assert.deepEqual([...bytes.slice(0, 5)], [1, 255, 255, 255, 255]);
  const text = (event: unknown) => new TextDecoder().decode(eventBytes(event as LogEvent));
  assert.equal(
    text({ type: "x", b: -0, a: 1n, c: undefined }),
    '{"a":{"$":"1","type":"xsd:long"},"b":{"$":"-0","type":"xsd:double"},"type":"x"}',
  );
  for (
    const wrong of [null, 5, {}, { type: 5 }, { type: "metric" }, { ...point, value: 1n }, {
      type: "x",
      a: () => 1,
    }]
  ) {
    assert.throws(() => eventBytes(wrong as never), TypeError);
  }
});
