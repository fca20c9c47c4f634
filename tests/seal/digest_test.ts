import assert from "node:assert/strict";
import { test } from "node:test";
import {
  digest,
  type Env,
  events,
  type LogEvent,
  logMetric,
  logParam,
  logParams,
  replay,
  type Run,
  startRun,
} from "stemma";
import { toHex } from "../../lib/base/bytes.ts";
import { logRoot } from "../../lib/seal/digest.ts";
import { plainDigest } from "./plain_digest.ts";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const start = () => startRun({ experiment: "digits", env });

test("`digest()` is the tree of RFC 9162 at lengths around the borders of its blocks", () => {
  let run = start();
  const lengths = [1, 2, 3, 63, 64, 65, 255, 256, 257, 511, 512, 513, 767, 1025, 1300];
  for (const length of lengths) {
    while (run.length < length) run = logParam(run, `p${run.length}`, run.length);
    assert.equal(digest(run), plainDigest(run), `${length} events`);
  }
});

test("`digest()` does not depend on when it was asked for, nor on forks and replays", () => {
  const grow = (run: Run, until: number, each: (run: Run) => void = () => {}) => {
    while (run.length < until) {
      run = logMetric(run, "loss", Math.sqrt(run.length));
      each(run);
    }
    return run;
  };
  const straight = grow(start(), 1500);
  const asked = grow(start(), 1500, (run) => run.length % 97 === 0 && digest(run));
  let forked = start();
  for (const length of [100, 255, 256, 300, 512, 900, 1500]) {
    logMetric(logParam(forked, "other", length), "other", length);
    forked = grow(forked, length);
    if (length > 200) digest(forked);
  }
  const expected = plainDigest(straight);
  for (const run of [straight, asked, forked, replay(events(straight))]) {
    assert.equal(digest(run), expected);
  }
});

test("`digest()` of a fork shares no root that only the other line has", () => {
  const base = logMetric(start(), "loss", 0);
  const lines = [1, 2, 3].map((value) => {
    let run = base;
    for (let i = 0; i < 600; i++) run = logMetric(run, "loss", value);
    return run;
  });
  assert.deepEqual(lines.map(digest), lines.map(plainDigest));
  assert.equal(new Set(lines.map(digest)).size, 3);
});

test("`logRoot()` of a prefix is the digest of the older run", () => {
  const runs: Run[] = [start()];
  for (let i = 0; i < 600; i++) runs.push(logMetric(runs[i], "loss", i));
  const newest = runs[600];
  for (const older of [runs[0], runs[1], runs[254], runs[255], runs[256], runs[511], newest]) {
    assert.equal(toHex(logRoot(newest, older.length)), digest(older));
  }
});

test("`digest()` of records is over their canonical bytes, whatever they hold", () => {
  let run = start();
  const values = [NaN, -0, -Infinity, 2n ** 70n, new Date(0), true, "ü € 😀 \u2028", 1e21, 0.1];
  for (const [i, value] of values.entries()) run = logParam(run, `pä${i}`, value);
  run = logParams(run, { nested: { b: [1, { z: NaN, a: -0 }], a: null }, list: [new Date(1), 2n] });
  const later: unknown = { type: "later", what: { "é": [null, { $: "NaN", type: "xsd:double" }] } };
  run = replay([...events(run), later as LogEvent]);
  for (let i = 0; i < 300; i++) run = logParam(run, `p${i}`, "x".repeat(i * 7 % 301));
  assert.equal(digest(run), plainDigest(run));
});
