import assert from "node:assert/strict";
import test from "node:test";
import { MessageChannel as HostChannel, receiveMessageOnPort } from "node:worker_threads";
import fc from "fast-check";
import { bytesAsset, digest, endRun, fromTransfer, logArtifact, logMetric } from "stemma";
import { logParam, type Run, startRun, toTransfer } from "stemma";

function sample(points: number): Run {
  let run = logParam(startRun({ experiment: "transfer", runId: "t1" }), "seed", 7);
  for (let step = 0; step < points; step++) {
    run = logMetric(run, "loss", 1 / step, { step, context: "training" });
    if (step % 100 === 50) run = logParam(run, `p${step}`, step);
  }
  return run;
}

/** Posts it as a host does. */
function post(run: Run, since?: Run): unknown {
  const { port1, port2 } = new HostChannel();
  const { message, transfer } = toTransfer(run, { since });
  port1.postMessage(message, transfer as never);
  assert.equal(message.frames.byteLength, 0, "the buffer moved");
  const { message: received } = receiveMessageOnPort(port2)!;
  port1.close();
  port2.close();
  return received;
}

test("a run crosses threads, and stays as it was on both sides", () => {
  const run = endRun(sample(500));
  const before = digest(run);
  const received = fromTransfer(post(run));
  assert.equal(digest(received), before);
  assert.equal(received.status, "FINISHED");
  assert.equal(digest(run), before);
});

test("what is new follows what is there, and forks on either side harm nothing", () => {
  let run = sample(10);
  let seen = fromTransfer(post(run));
  for (let at = 0; at < 20; at++) {
    const next = logMetric(logMetric(run, "loss", at, { context: "training" }), "other", at);
    const shown = seen;
    seen = fromTransfer(post(next, run), seen);
    assert.equal(digest(seen), digest(next));
    assert.equal(digest(shown), digest(run));
    assert.equal(digest(logMetric(shown, "mine", 1)).length, 64);
    run = next;
  }
});

test("a run crosses in several messages", () => {
  const run = endRun(sample(1000));
  for (const most of [1, 7, 100, 2000]) {
    let seen: Run | undefined;
    for (let since = 0; since < run.length; since = seen.length) {
      const until = Math.min(since + most, run.length);
      seen = fromTransfer(toTransfer(run, { since, until }).message, seen);
      assert.equal(seen.length, until);
    }
    assert.equal(digest(seen!), digest(run));
    assert.equal(seen!.status, "FINISHED");
  }
  for (const [since, until] of [[0, 0], [5, 4], [0, run.length + 1], [0, 1.5], [0, NaN]]) {
    assert.throws(() => toTransfer(run, { since, until }), RangeError);
  }
});

test("one base takes two lines, and a base of one's own is read", () => {
  const base = sample(5);
  const held = fromTransfer(post(base));
  const [one, other] = [logMetric(base, "a", 1), logMetric(base, "b", 2)];
  assert.equal(digest(fromTransfer(post(one, base), held)), digest(one));
  assert.equal(digest(fromTransfer(post(other, base), held)), digest(other));
  assert.equal(digest(fromTransfer(post(one, base), base)), digest(one));
  assert.equal(fromTransfer(post(base, base), held), held);
});

test("what is known of an artifact crosses, its bytes do not", () => {
  const run = logArtifact(sample(1), bytesAsset("a.bin", new Uint8Array(1000)));
  const { message } = toTransfer(run);
  assert.ok(message.frames.byteLength < 900);
  assert.equal(digest(fromTransfer(message)), digest(run));
});

test("a message that is something else, or does not follow, is refused", () => {
  const run = sample(3);
  const { message } = toTransfer(run);
  const wrong = [
    undefined,
    null,
    7,
    "run/1",
    {},
    [],
    { ...message, frames: [1] },
    {
      ...message,
      since: -1,
    },
    { ...message, length: run.length + 1 },
    { ...message, since: 1 },
  ];
  for (const bad of wrong) assert.throws(() => fromTransfer(bad), { code: "LOG_FORMAT" });
  assert.throws(() => fromTransfer(message, run), { code: "LOG_FORMAT", message: /begin at 0/ });
  assert.throws(() => toTransfer(run, { since: run.length + 1 }), RangeError);
  assert.throws(() => toTransfer({} as Run), TypeError);
});

test("no changed byte of a message passes for a run", () => {
  const run = sample(200);
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
    const { message } = toTransfer(run);
    const bytes = new Uint8Array(message.frames);
    bytes[at % bytes.length] ^= flip;
    assert.throws(() => fromTransfer(message), { name: "LogError" });
  }));
});
