import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { logMetric, logParam, startRun } from "stemma";
import { tensorboard, tensorboardFiles } from "stemma/tensorboard";
import { _KeptFolder } from "../../lib/adapters/tensorboard_kept.ts";
import { _EventRecords, _scalarLabel } from "../../lib/adapters/tensorboard_records.ts";
import { _sessionStart } from "../../lib/adapters/tensorboard_values.ts";
import { toHex } from "../../lib/base/bytes.ts";
import { hostileRun, steadyEnv } from "./tensorboard_runs.ts";

const VERSION = "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110";
const SCALAR =
  "1a00000000000000129bd82d0900004040fc54d94110002a0d0a0b0a046c6f7373150000803ff8e28232";
const HPARAMS =
  "7a00000000000000138986780900002040fc54d9412a6f0a6d0a1c5f68706172616d735f2f73657373" +
  "696f6e5f73746172745f696e666f4a430a410a0768706172616d7312361a340a0f0a026c72120911fca9f1d24d62503f" +
  "0a0d0a036f707412061a046164616d0a090a03616d70120220012900002040fc54d941420808011204120208006dd0b6ff";

test("records are those that TensorBoard's own writer makes", () => {
  const records = new _EventRecords(1_700_000_000.5);
  assert.equal(toHex(records.written()), VERSION);
  records.clear();
  assert.ok(records.scalar(_scalarLabel("loss"), 1_700_000_001, 0, 1));
  assert.equal(toHex(records.written()), SCALAR);
  records.clear();
  const hparams = new Map<string, number | string | boolean>([
    ["lr", 0.001],
    ["opt", "adam"],
    ["amp", true],
  ]);
  records.value(1_700_000_000.5, 0, ..._sessionStart(hparams, 1_700_000_000.5));
  assert.equal(toHex(records.written()), HPARAMS);
});

test("`scalar()` says whether a finite value stayed finite", () => {
  const records = new _EventRecords(0);
  const fits = (value: number) => records.scalar(_scalarLabel("x"), 0, 0, value);
  for (let at = 0; at < 300; at++) {
    const value = 3.4028235677973366e38 * (1 + (at - 150) * 2 ** -52);
    assert.equal(fits(value), Number.isFinite(Math.fround(value)));
  }
  assert.ok(fits(Infinity) && fits(-Infinity) && fits(NaN) && fits(-0));
  assert.ok(!fits(-1e39));
});

test("`tensorboardFiles()` gives equal bytes for equal facts", () => {
  const [one, other] = [1, 2].map(() =>
    tensorboardFiles(hostileRun("r1")).map(({ path, sha256, size }) => ({ path, sha256, size }))
  );
  assert.deepEqual(one, other);
  assert.deepEqual(one.map(({ path }) => path), [
    "tricky~2fones/a ~7c name r1/events.out.tfevents.1700000000.stemma.000000",
    "tricky~2fones/a ~7c name r1/training/events.out.tfevents.1700000000.stemma.000000",
    "tricky~2fones/a ~7c name r1/Training~2/events.out.tfevents.1700000000.stemma.000000",
    "tricky~2fones/a ~7c name r1/con~2ftext~3a 🎯/events.out.tfevents.1700000000.stemma.000000",
  ]);
});

test("a folder may be chosen, and leads nowhere else", () => {
  const run = startRun({ experiment: "digits", runId: "r1", env: steadyEnv() });
  const name = "events.out.tfevents.1700000000.stemma.000000";
  const paths = (folder?: string) => tensorboardFiles(run, { folder }).map(({ path }) => path);
  assert.deepEqual(paths(), [`digits/r1/${name}`]);
  assert.deepEqual(paths("base/line"), [`base/line/${name}`]);
  assert.deepEqual(paths(""), [name]);
  for (const folder of ["..", "/a", "a/", "a\\b", "a/../b", "C:x"]) {
    assert.throws(() => paths(folder), RangeError);
    assert.throws(() => tensorboard("logs", { folder }), RangeError);
  }
  assert.throws(() => tensorboardFiles(run, { folder: 1 as never }), TypeError);
  assert.throws(() => tensorboardFiles(run, { dir: "a" } as never), /folder/);
  assert.throws(() => tensorboard(""), TypeError);
});

test("a run whose steps would break the table of hyper-parameters is not in it", () => {
  const start = () =>
    logParam(startRun({ experiment: "digits", runId: "r1", env: steadyEnv() }), "lr", 1);
  const hasSession = (step: number) => {
    const [file] = tensorboardFiles(logMetric(start(), "loss", 1, { step }));
    return new TextDecoder().decode(file.bytes()).includes("_hparams_/session_start_info");
  };
  assert.ok(hasSession(2 ** 31 - 1));
  assert.ok(!hasSession(2 ** 31));
});

test("files are read back as far as they are whole, whatever they hold", () => {
  const [file] = tensorboardFiles(hostileRun("r1"));
  const bytes = file.bytes();
  const whole = new _KeptFolder();
  assert.deepEqual(whole.read(bytes, bytes.length), { used: bytes.length, damaged: false });
  assert.ok(whole.points.has("a@b (2)"));
  fc.assert(fc.property(
    fc.nat(bytes.length - 1),
    fc.integer({ min: 1, max: 255 }),
    fc.nat(bytes.length),
    (at, change, length) => {
      const broken = bytes.slice(0, length);
      if (at < length) broken[at] ^= change;
      const { used, damaged } = new _KeptFolder().read(broken, broken.length);
      assert.ok(used <= length);
      if (at < length) assert.ok(damaged && used <= at);
      else assert.equal(damaged, used < length);
    },
  ));
});

test("a folder is named after the run, with as much of its id as tells two apart", () => {
  const runId = "0199a1b2-0000-7000-8000-0123456789ab";
  const folderOf = (options: { name?: string; runId: string }) =>
    tensorboardFiles(startRun({ experiment: "digits", ...options }))[0].path.split("/").slice(0, 2);
  assert.deepEqual(folderOf({ runId, name: "small" }), ["digits", "small 0123456789ab"]);
  assert.deepEqual(folderOf({ runId: "r1", name: "small" }), ["digits", "small r1"]);
  assert.deepEqual(folderOf({ runId }), ["digits", runId]);
});
