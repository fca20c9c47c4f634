/** What became of one test. */
export interface Outcome {
  /** Its name, after those of the tests that it is part of. */
  readonly name: string;
  /** How it ended. */
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed, with its trace, or why it was skipped. */
  readonly why?: string;
}

/** What a test may ask of the runner. */
export interface TestOptions {
  /** Whether it is left out, and the reason. */
  readonly skip?: boolean | string;
  /** How long it may take, in ms. */
  readonly timeout?: number;
}

/** What a test is given. */
export interface TestContext {
  /** Runs a part of the test, which fails with it. */
  test(...args: TestArguments): Promise<void>;
}

/** The body of a test. */
export type TestBody = (context: TestContext) => unknown;

/** A name, then options where there are any, then the body. */
export type TestArguments =
  | [name: string, body: TestBody]
  | [name: string, options: TestOptions, body: TestBody];

/** When a hook runs. */
export type Moment = "before" | "after" | "beforeEach" | "afterEach";

interface TestFile {
  readonly tests: TestArguments[];
  readonly hooks: Record<Moment, (() => unknown)[]>;
}

const PATIENCE = 60_000;

/** Until a rejection counts as unhandled, in ms. */
const TURN = 5;

let loading: TestFile | undefined;

/** The file whose module is being evaluated: tests and hooks belong to one. */
export function fileNow(): TestFile {
  if (loading === undefined) throw new Error("Cannot register a test while tests run");
  return loading;
}

/** Evaluates a file of tests, runs them one after the other, and tells of each. */
export async function runTestFile(load: () => Promise<unknown>): Promise<Outcome[]> {
  const file: TestFile = {
    tests: [],
    hooks: { before: [], after: [], beforeEach: [], afterEach: [] },
  };
  const outcomes: Outcome[] = [];
  const strays: unknown[] = [];
  const keep = (event: Event) => {
    event.preventDefault();
    strays.push((event as PromiseRejectionEvent).reason);
  };
  addEventListener("unhandledrejection", keep);
  try {
    loading = file;
    await load();
    loading = undefined;
    const { hooks } = file;
    for (const hook of hooks.before) await hook();
    for (const test of file.tests) await runTest("", test, hooks, outcomes);
    for (const hook of hooks.after) await hook();
    if (file.tests.length === 0) throw new Error("No test was registered");
    await new Promise((resolve) => setTimeout(resolve, TURN));
    for (const stray of strays) throw stray;
  } catch (error) {
    outcomes.push({ name: "the file itself", status: "failed", why: explain(error) });
  } finally {
    loading = undefined;
    removeEventListener("unhandledrejection", keep);
  }
  return outcomes;
}

async function runTest(
  before: string,
  args: TestArguments,
  hooks: TestFile["hooks"],
  outcomes: Outcome[],
): Promise<boolean> {
  const [title, options, body] = args.length === 3 ? args : [args[0], {}, args[1]];
  const name = before + title;
  if (options.skip) {
    const why = options.skip === true ? "no reason told" : options.skip;
    outcomes.push({ name, status: "skipped", why });
    return true;
  }
  const at = outcomes.length;
  let parts = 0;
  let wrong = 0;
  const test = async (...args: TestArguments) => {
    parts++;
    if (!await runTest(`${name} › `, args, noHooks, outcomes)) wrong++;
    parts--;
  };
  const end = (outcome: Outcome) => {
    outcomes.splice(at, 0, outcome);
    return outcome.status === "passed";
  };
  try {
    for (const hook of hooks.beforeEach) await hook();
    try {
      await within(options.timeout ?? PATIENCE, body({ test }));
      if (parts > 0) throw new Error(`It ended before ${parts} of its parts`);
      if (wrong > 0) throw new Error(`${wrong} of its parts failed`);
    } finally {
      for (const hook of hooks.afterEach) await hook();
    }
  } catch (error) {
    return end({ name, status: "failed", why: explain(error) });
  }
  return end({ name, status: "passed" });
}

const noHooks: TestFile["hooks"] = { before: [], after: [], beforeEach: [], afterEach: [] };

async function within(limit: number, work: unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It took more than ${limit} ms`)), limit);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const said = `${error.name}: ${error.message}`;
  const stack = error.stack ?? "";
  return stack.includes(error.message) ? stack : `${said}\n${stack}`;
}
