import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { digest, eventBytes, events, type LogEvent, logMetric, type Run } from "stemma";
import { toHex } from "../../lib/base/bytes.ts";
import { replay } from "stemma";
import { oracle } from "../oracle.ts";
import { scriptedRun } from "../scripted_run.ts";
import { logBytes } from "./sample_logs.ts";

const SCRIPT = "tests/run/read_log.py";
const python = process.env.STEMMA_PYTHON ?? "python3";
const hasPython = spawnSync(python, ["-c", "import hashlib, json, struct"]).status === 0;

/** An event as the script prints it: the value of a point as its canonical bytes. */
function printed(event: LogEvent): unknown {
  if (event.type !== "metric") return JSON.parse(new TextDecoder().decode(eventBytes(event)));
  return { ...event, value: toHex(eventBytes(event)).slice(-16) };
}

function longRun(): Run {
  const all = [...events(scriptedRun())];
  let run = replay(all.slice(0, -1));
  for (let i = 0; i < 12_000; i++) {
    const step = i % 1000 === 0 ? Number.MAX_SAFE_INTEGER - i : i;
    const timestamp = i < 9000 ? 1_700_000_000_000 + (i >> (i % 3)) : i + 0.25;
    const value = i % 11 === 0
      ? NaN
      : i % 7 < 2
      ? Math.fround(Math.sin(i))
      : i % 7 === 2
      ? (i % 40 - 20) / 10
      : Math.sin(i);
    run = logMetric(run, `m${i % 7}`, value, { step, timestamp });
  }
  return run;
}

test(
  "100 lines of Python read `run.log`: the same events, the same root",
  oracle("Python 3", hasPython),
  () => {
    assert.ok(readFileSync(SCRIPT, "utf8").trimEnd().split("\n").length <= 100);
    const folder = mkdtempSync(join(tmpdir(), "stemma-"));
    try {
      for (const run of [scriptedRun(), longRun()]) {
        const path = join(folder, "run.log");
        writeFileSync(path, logBytes(run));
        const { stdout, stderr, status } = spawnSync(python, [SCRIPT, path], {
          encoding: "utf8",
          maxBuffer: 2 ** 27,
        });
        assert.equal(status, 0, stderr);
        const lines = stdout.trimEnd().split("\n");
        assert.equal(lines.pop(), digest(run));
        assert.deepStrictEqual(
          lines.map((line) => JSON.parse(line)),
          Array.from(events(run), printed),
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
