import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digest, isStemmaError, logMetric, logParam, type Run, startRun } from "stemma";
import { LogWriter } from "../../lib/journal/log_writer.ts";
import { RunJournal } from "../../lib/journal/run_journal.ts";
import { LogReader, type ReadLog } from "../../lib/run/read_log.ts";
import { chance } from "../bench/sample_runs.ts";
import { scriptedEnv } from "../scripted_run.ts";
import { type Faults, ModelDisk } from "./model_disk.ts";

const start = () => startRun({ experiment: "e", runId: "r", env: scriptedEnv() });

function grow(run: Run, points: number): Run {
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", Math.sqrt(i));
  return logParam(run, `p${run.length}`, points);
}

/** What a log holds, as far as it goes; `undefined` where there is no event yet. */
function read(bytes: Uint8Array): ReadLog | undefined {
  const reader = new LogReader({ mode: "lenient" });
  try {
    reader.push(bytes);
    return reader.end();
  } catch (error) {
    // Not even the first frame is whole.
    if (isStemmaError(error)) return undefined;
    throw error;
  }
}

/** Faults by chance, as often as `rate`, while the disk is not sound. */
function faultsOf(next: () => number, state: { rate: number }): Faults {
  const fails = () => next() < state.rate;
  return { failsToWrite: fails, failsToSync: fails, failsToCut: fails, chance: next };
}

/** The length of a run's prefix that a log holds; fails where it holds anything else. */
function heldOf(run: Run, prefixes: ReadonlyMap<number, string>, bytes: Uint8Array): number {
  const log = read(bytes);
  if (log === undefined) return 0;
  const { length } = log.run;
  assert.ok(length <= run.length);
  const known = prefixes.get(length);
  if (known !== undefined) assert.equal(digest(log.run), known, `${length} events`);
  return length;
}

const seeds = fc.record({ seed: fc.nat(), rate: fc.constantFrom(0, 0.05, 0.2, 0.6) });

test("whatever a disk refuses: what was acknowledged is in the file, and it heals", () =>
  fc.assert(
    fc.asyncProperty(seeds, async ({ seed, rate }) => {
      const next = chance(seed);
      const state = { rate };
      let run = start();
      const prefixes = new Map<number, string>();
      // A process that is killed at any moment leaves a log with a torn end, never a hole.
      let holes = 0;
      const disk = new ModelDisk(faultsOf(next, state), (seen) => {
        if (!disk.hasDropped && read(seen)?.cut?.isTail === false) holes++;
      });
      const lock = { release: () => {} };
      const writer = new LogWriter(disk, { events: 0, bytes: 0 }, 0);
      const journal = new RunJournal(run, {
        path: "run.log",
        writer,
        lock,
        repairs: [],
        events: 1 + Math.floor(next() * 40),
        ms: Infinity,
        pressure: 1e6,
      });
      let failures = 0;
      for (let turn = 0; turn < 25; turn++) {
        run = grow(run, Math.floor(next() * 30));
        prefixes.set(run.length, digest(run));
        journal.push(run);
        const what = next();
        if (what < 0.5) {
          await journal.sync().catch((error) => {
            assert.equal(error.code, "SINK_IO");
            failures++;
          });
        } else if (what < 0.7) {
          // Two at once, and a writing past them, as of a loop that lets nothing run.
          const both = [journal.sync(), journal.sync()];
          run = grow(run, Math.floor(next() * 30));
          prefixes.set(run.length, digest(run));
          journal.push(run);
          try {
            writer.writeNow(run);
          } catch {
            // Told by the next sync.
          }
          await Promise.allSettled(both);
        } else for (let i = Math.floor(next() * 9); i > 0; i--) await undefined;
        const { durable, pushed } = journal.report();
        assert.equal(pushed, run.length);
        assert.ok(heldOf(run, prefixes, disk.afterPowerCut()) >= durable);
        assert.ok(heldOf(run, prefixes, disk.seen) >= durable);
      }
      assert.equal(holes, 0);
      assert.ok(journal.report().failures >= failures);
      state.rate = 0;
      await journal.sync();
      const { durable, pending, error } = journal.report();
      assert.deepEqual([durable, pending, error], [run.length, 0, undefined]);
      const left = read(disk.seen)!;
      assert.equal(digest(left.run), digest(run));
      assert.equal(left.cut, undefined);
      await journal.close();
    }),
    { numRuns: 60 },
  ));

test("a write at once that fails beside one that is under way is not counted as done", async () => {
  // The second write fails: the one at once, which comes while the first one waits for its turn.
  let writes = 0;
  const disk = new ModelDisk({
    failsToWrite: () => ++writes === 2,
    failsToSync: () => false,
    failsToCut: () => false,
    chance: () => 0.5,
  });
  const writer = new LogWriter(disk, { events: 0, bytes: 0 }, 0);
  const first = start();
  const more = grow(first, 100);
  const writing = writer.write(first, true, false);
  assert.throws(() => writer.writeNow(more), /ENOSPC/);
  await assert.rejects(writing, /ENOSPC/);
  assert.equal(writer.durable.events, 0);
  await writer.write(more, true, true);
  assert.equal(digest(read(disk.seen)!.run), digest(more));
});
