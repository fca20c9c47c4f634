import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { finishMoments } from "../../lib/core/moments.ts";
import { columnStatistics } from "../../lib/core/statistics.ts";
import { oracle } from "../oracle.ts";
import { column, columnNames, valuesOf } from "./columns.ts";

const LENGTHS = [1, 2, 3, 100, 1023, 1025, 4097, 65_536, 200_000];
const PROBABILITIES = [0, 0.01, 0.05, 0.25, 1 / 3, 0.5, 0.75, 0.95, 0.99, 1];
const FIELDS = 8 + PROBABILITIES.length;

// Per column: finite, nan, min, max, argmin, argmax, mean, std and the quantiles. Mean and deviation
// are taken in extended precision, since numpy's own overflow at 1e300 and round at 1e9 +- 1e-3;
// where the machine has none they are left out as infinite.
const SCRIPT = `
import sys, json, numpy as np
np.seterr(all="ignore")
plan = json.loads(sys.argv[1])
data = np.frombuffer(sys.stdin.buffer.read(), "<f8")
wide = np.finfo(np.longdouble).nmant > 60
out, at = [], 0
for n in plan["lengths"]:
    x = data[at:at + n]; at += n
    ok = np.isfinite(x); f = x[ok]
    row = [f.size, int(np.isnan(x).sum())]
    if f.size == 0:
        row += [np.nan, np.nan, -1, -1, np.nan, np.nan] + [np.nan] * len(plan["p"])
    else:
        row += [f.min(), f.max(), np.where(ok, x, np.inf).argmin(), np.where(ok, x, -np.inf).argmax()]
        e = f.astype(np.longdouble)
        row += [float(e.mean()), float(e.std())] if wide else [np.inf, np.inf]
        row += list(np.quantile(f, plan["p"]))
    out += row
sys.stdout.buffer.write(np.array(out, "<f8").tobytes())
`;

const PYTHON = process.env.STEMMA_PYTHON ?? "python3";
const python = spawnSync(PYTHON, ["-c", "import numpy"]);

test(
  "`columnStatistics()` agrees with numpy",
  oracle("Python numpy", python.status === 0),
  () => {
    const columns = columnNames.flatMap((name) =>
      LENGTHS.map((n) => ({ name: `${n} × ${name}`, values: column(name, n) }))
    );
    const lengths = columns.map(({ values }) => values.length);
    const all = new Float64Array(lengths.reduce((a, b) => a + b));
    let at = 0;
    for (const { values } of columns) {
      all.set(values, at);
      at += values.length;
    }
    const plan = JSON.stringify({ lengths, p: PROBABILITIES });
    const { stdout, stderr } = spawnSync(PYTHON, ["-c", SCRIPT, plan], {
      input: new Uint8Array(all.buffer),
      maxBuffer: 2 ** 26,
    });
    const numbers = new Float64Array(Uint8Array.from(stdout).buffer);
    assert.equal(numbers.length, FIELDS * columns.length, String(stderr));
    columns.forEach(({ name, values }, i) => {
      compare(name, values, numbers.subarray(FIELDS * i, FIELDS * (i + 1)));
    });
  },
);

function compare(
  name: string,
  values: Float64Array,
  [finite, nan, min, max, argmin, argmax, mean, std, ...at]: Float64Array,
): void {
  const { moments: ours, quantiles: found } = columnStatistics(valuesOf(values), PROBABILITIES);
  const counted = [ours.finite, ours.nan, ours.min, ours.max];
  assert.deepEqual(
    [...counted, ours.argmin, ours.argmax].map(unsigned),
    [finite, nan, min, max, argmin, argmax].map(unsigned),
    name,
  );
  assert.deepEqual([...found].map(unsigned), at.map(unsigned), name);
  if (finite === 0 || mean === Infinity) return;
  const done = finishMoments(ours);
  const size = Math.max(max, -min);
  near(done.mean, mean, 1e-12 * Math.abs(mean) + 1e-15 * size, `${name} mean`);
  near(done.std, std, 1e-9 * std, `${name} std`);
}

/** The order of zeros is ours: numpy leaves the sign of a zero open. */
function unsigned(x: number): number {
  return x === 0 ? 0 : x;
}

function near(a: number, b: number, room: number, what: string): void {
  assert.ok(Math.abs(a - b) <= room + 5e-324, `${what}: ${a} is not ${b}`);
}
