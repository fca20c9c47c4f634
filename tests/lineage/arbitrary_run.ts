import fc from "fast-check";
import {
  bytesAsset,
  defineContext,
  endRun,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logInput,
  logMetric,
  logModel,
  logOptimizer,
  logOutput,
  logParam,
  logSource,
  referenceAsset,
  type Run,
  saveModelVersion,
  setTag,
  startRun,
  textAsset,
} from "stemma";
import { scriptedEnv } from "../scripted_run.ts";

type Step = (run: Run) => Run;

const NOW = 1_700_000_000_000;

const name = fc.constantFrom("a", "b", "constructor", "__proto__", "loss/mean (%)", "é名");
const context = fc.constantFrom(undefined, "training", "validation", "testing", "own", "own/inner");
const direction = fc.constantFrom("input" as const, "output" as const);
/** Mostly the clock's own time; else some minutes before or after. Files and model versions have the
 * clock's: a user who gives them times against their order is told so, and rightly. */
const timestamp = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.integer({ min: NOW - 300_000, max: NOW + 300_000 }) },
);
const value = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.bigInt(), fc.constant(null));

const given = <T extends object>(options: T) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>;
  };

const asset = fc.tuple(name, fc.constantFrom("bytes", "place", "both"), fc.integer({ max: 3 }))
  .map(([name, kind, content]) =>
    kind === "bytes"
      ? textAsset(name, String(content))
      : kind === "place"
      ? referenceAsset(`https://e.example/${encodeURIComponent(name)}`, {
        sha256: String(Math.abs(content) % 10).repeat(64),
        size: 1,
      })
      : { ...bytesAsset(name, new Uint8Array([content])), uri: `https://e.example/${content}` }
  );

/** Any one thing that a run can log; what the run refuses leaves it as it was. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ key: name, value, context, direction }).map((o): Step => (run) =>
    logParam(run, o.key, o.value, given({ context: o.context, direction: o.direction }))
  ),
  fc.record({ key: name, value: fc.double(), context, timestamp }).map((o): Step => (run) =>
    logMetric(run, o.key, o.value, given({ context: o.context, timestamp: o.timestamp }))
  ),
  fc.record({ asset, name, context, direction }).map(({ asset, ...o }): Step => (run) =>
    logArtifact(run, asset, given(o))
  ),
  fc.record({ asset, context }).map(({ asset, ...o }): Step => (run) =>
    logInput(run, asset, given(o))
  ),
  fc.record({ value, name, context }).map(({ value, ...o }): Step => (run) =>
    logOutput(run, value as string, given(o))
  ),
  fc.record({ label: name, context, direction, files: fc.array(asset, { maxLength: 2 }) })
    .map(({ files, ...o }): Step => (run) =>
      logDataset(run, given({ samples: 3, files: files.length > 0 ? files : undefined }), given(o))
    ),
  fc.record({ name, context, direction, layers: fc.boolean() }).map((o): Step => (run) =>
    logModel(run, { kind: "Dense", layers: [{ name: o.name, kind: "Dense" }] }, given(o))
  ),
  fc.record({ name, context }).map((o): Step => (run) =>
    saveModelVersion(run, bytesAsset("w.bin", new Uint8Array([1])), given(o))
  ),
  name.map((name): Step => (run) => logOptimizer(run, { name, learningRate: 0.1 })),
  fc.constant<Step>((run) => logEnvironment(run, { runtime: { name: "none" } })),
  fc.constant<Step>((run) =>
    logSource(run, { commit: "0".repeat(40), assets: [textAsset("a.ts", "1")] })
  ),
  fc.constant<Step>((run) => logCommand(run, { arguments: ["train"] })),
  name.map((name): Step => (run) => setTag(run, name, "x")),
  fc.record({ name: fc.constantFrom("own", "own/inner"), parent: context }).map(
    (o): Step => (run) => defineContext(run, o.name, given({ parent: o.parent })),
  ),
);

/** Runs as people make them: one, several that have nothing to do with each other, nested ones, or
 * all ranks of one parent; ended or not. */
export const anyRuns: fc.Arbitrary<Run[]> = fc.record({
  shape: fc.constantFrom("one", "many", "nested", "ranks"),
  agent: fc.constantFrom(undefined, { name: "Ada" }, { name: "a bot", kind: "software" as const }),
  runs: fc.array(
    fc.record({ steps: fc.array(step, { maxLength: 14 }), ended: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  ),
}).map(({ shape, agent, runs }) => {
  const env = scriptedEnv(NOW);
  const parent = startRun({ experiment: "e", env });
  const made = (shape === "one" ? runs.slice(0, 1) : runs).map(({ steps, ended }, rank) => {
    const place = shape === "ranks" ? { parent, rank, worldSize: 3 } : {};
    const nested = shape === "nested" ? { parent } : {};
    let run = startRun(given({ experiment: "e", env, agent, ...place, ...nested }));
    for (const step of steps) run = attempt(run, step);
    return ended ? endRun(run) : run;
  });
  return shape === "nested" ? [parent, ...made] : made;
});

/** Takes a step; a run refuses a parameter that is there twice, or a context below itself. */
function attempt(run: Run, step: Step): Run {
  try {
    return step(run);
  } catch (error) {
    if (/DuplicateParam|RunState/.test((error as Error).name)) return run;
    throw error;
  }
}
