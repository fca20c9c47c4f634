import fc from "fast-check";
import assert from "node:assert/strict";
import test from "node:test";
import { endRun, logMetric, logParam, metrics, type Run, series, startRun } from "stemma";
import { mlflow, type MlflowOptions } from "stemma/mlflow";
import { destinationLaws } from "../destinations/conformance.ts";
import { fakeMlflow, type FakeRun } from "../servers/fake_mlflow.ts";
import { type Fault, faultyFetch } from "../servers/faulty_fetch.ts";

const URL = "http://mlflow.test";
const retry = { attempts: 3, delayMs: 0, timeoutMs: 200 };

/** The points of a run at the fake server, in order. */
const pointsOf = ({ metrics }: FakeRun) =>
  Object.fromEntries(
    [...metrics].map(([name, points]) => [
      name,
      [...points.values()].map(({ step, value }) => [step, Number(value)] as const)
        .sort((a, b) => a[0] - b[0]),
    ]),
  );

destinationLaws("mlflow() on a strict server", () => {
  const server = fakeMlflow();
  const faulty = faultyFetch(server.fetch);
  return Promise.resolve({
    faulty,
    make: () => mlflow(URL, { fetch: faulty.fetch, retry }),
    read({ runId }: Run) {
      const held = [...server.runs.values()].filter(({ isDeleted, tags }) =>
        !isDeleted && tags.get("stemma.runId") === runId
      );
      assert.equal(held.length, 1);
      const { "stemma.runId": _, ...params } = Object.fromEntries(held[0].params);
      return Promise.resolve({ params, points: pointsOf(held[0]) });
    },
    stop: () => Promise.resolve(),
  });
});

test("mlflow() brings every run to the server, whatever its requests meet, in whatever pieces", async () => {
  const fault = fc.constantFrom<Fault>("pass", "pass", "lose", "reset", "page", 429, 500, 503);
  const point = fc.record({
    key: fc.constantFrom("loss", "acc", "a@b", "x/y"),
    context: fc.constantFrom("training", "validation", undefined),
    value: fc.double(),
  });
  const pieces = fc.array(fc.array(point, { maxLength: 40 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(pieces, fc.array(fault, { maxLength: 40 }), async (pieces, script) => {
      const server = fakeMlflow();
      const faulty = faultyFetch(server.fetch);
      const make = () => mlflow(URL, { fetch: faulty.fetch, retry });
      faulty.script.push(...script);
      let run = logParam(startRun({ experiment: "faults" }), "seed", 7);
      let destination = make();
      for (const [i, piece] of pieces.entries()) {
        for (const { key, context, value } of piece) run = logMetric(run, key, value, { context });
        await destination.push(run);
        if (i % 2 === 1) destination = make();
      }
      run = endRun(run);
      faulty.script.length = 0;
      const { failed, sent } = await destination.push(run);
      assert.deepEqual([failed, sent], [[], run.length]);
      const [held, ...others] = [...server.runs.values()].filter(({ isDeleted }) => !isDeleted);
      assert.deepEqual([others, held.status], [[], "FINISHED"]);
      const total = metrics(run).map(({ key, context }) => {
        const { steps, values } = series(run, key, { context })!;
        return Array.from(steps, (step, i) => [step, values[i] + 0]);
      });
      assert.deepEqual(Object.values(pointsOf(held)), total);
    }),
    { numRuns: 150 },
  );
});

/** What a push to a server says that answers everything so. */
async function complaint(answer: () => Response, options: MlflowOptions = {}): Promise<string> {
  const fetch = () => Promise.resolve(answer());
  const { failed } = await mlflow(URL, { fetch, retry, ...options }).push(
    startRun({ experiment: "faults" }),
  );
  return failed[0].error.message;
}

test("mlflow() says what to start the server with, or where to look", async () => {
  const body = "Invalid Host header - possible DNS rebinding attack detected";
  const host = await complaint(() => new Response(body, { status: 403 }));
  assert.match(host, /403.*Invalid Host header.*--allowed-hosts "mlflow\.test"/);
  const cross = "Cross-origin request blocked";
  assert.match(
    await complaint(() => new Response(cross, { status: 403 })),
    /--cors-allowed-origins/,
  );
  assert.match(await complaint(() => new Response("no", { status: 401 })), /give a token/);
  const page = "<!doctype html><title>404 Not Found</title>";
  assert.match(await complaint(() => new Response(page, { status: 404 })), /no MLflow at this/);
  assert.match(await complaint(() => new Response(page)), /JSON was expected/);
  assert.match(await complaint(() => Response.json({})), /no experiment_id/);
  assert.match(await complaint(() => Response.json([1])), /no experiment_id/);
});

test("mlflow() shows its secrets to the server alone", async () => {
  const secret = "s3cret-t0ken";
  const accounts: [MlflowOptions, string][] = [
    [{ token: secret }, `Bearer ${secret}`],
    [{ username: "ada", password: secret }, `Basic ${btoa(`ada:${secret}`)}`],
  ];
  for (const [account, authorization] of accounts) {
    const seen = new Set<string | null>();
    const fetch = (_: string, init: RequestInit) => {
      const given = new Headers(init.headers).get("authorization");
      seen.add(given);
      return Promise.resolve(new Response(`you sent ${given} and ${secret}`, { status: 400 }));
    };
    const { failed } = await mlflow(URL, { fetch, retry, ...account }).push(
      startRun({ experiment: "faults" }),
    );
    assert.deepEqual([...seen], [authorization]);
    const { message, stack, cause, ...rest } = failed[0].error as Error & { details: unknown };
    const told = [message, stack, String(cause), JSON.stringify(rest)].join();
    assert.ok(!told.includes(secret) && !told.includes(authorization.split(" ")[1]), told);
  }
});

test("mlflow() refuses wrong arguments, and shows no secret in doing so", () => {
  const wrong: [string, object | undefined, RegExp][] = [
    ["mlflow.test", undefined, /absolute address/],
    ["ftp://mlflow.test", undefined, /http or https/],
    ["http://ada:s3cret@mlflow.test", undefined, /without user and password/],
    [URL, { tokn: "x" }, /did you mean "token"/],
    [URL, { token: "s3cret\n" }, /visible ASCII/],
    [URL, { token: 5 }, /token must be a string/],
    [URL, { token: "s3cret", username: "ada" }, /not both/],
    [URL, { password: "s3cret" }, /needs a username/],
    [URL, { experiment: "" }, /experiment must be a string/],
    [URL, { experiment: "x".repeat(501) }, /at most 500/],
    [URL, { fetch: 5 }, /fetch must be a function/],
    [URL, { retry: { attempts: 0 } }, /attempts must be/],
  ];
  for (const [url, options, message] of wrong) {
    assert.throws(() => mlflow(url, options as MlflowOptions), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(!error.message.includes("s3cret"), error.message);
      return true;
    });
  }
});
