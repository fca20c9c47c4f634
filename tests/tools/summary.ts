/** How many tests passed, failed and were skipped. */
export interface Counts {
  /** Tests that passed. */
  passed: number;
  /** Tests that failed. */
  failed: number;
  /** Tests that were left out, each with its reason printed. */
  skipped: number;
}

type Reader = (text: string) => Counts | undefined;

/** The closing lines of each runner, as its own words put them. */
const readers: Readonly<Record<string, Reader>> = {
  deno(text) {
    const line = last(
      text,
      /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(.*)$/gm,
    );
    if (line === undefined) return undefined;
    const skipped = /(\d+) ignored/.exec(line[3]);
    return counts(line[1], line[2], skipped?.[1]);
  },
  node(text) {
    const named = (name: string) => last(text, new RegExp(`^(?:#|ℹ) ${name} (\\d+)$`, "gm"))?.[1];
    if (named("pass") === undefined) return undefined;
    const stopped = Number(named("cancelled") ?? 0);
    const todo = Number(named("todo") ?? 0);
    return counts(
      named("pass"),
      Number(named("fail")) + stopped,
      Number(named("skipped")) + todo,
    );
  },
  bun(text) {
    const named = (name: string) => last(text, new RegExp(`^ *(\\d+) ${name}$`, "gm"))?.[1];
    if (named("pass") === undefined) return undefined;
    return counts(
      named("pass"),
      named("fail"),
      Number(named("skip") ?? 0) + Number(named("todo") ?? 0),
    );
  },
};

/** Reads a runner's own summary; `undefined` where it printed none, so it never came to its end. */
export function readSummary(runner: string, text: string): Counts | undefined {
  return readers[runner]?.(text.replaceAll(ansiColor, ""));
}

/** One line, the same for every runner: `12 passed, 0 failed, 1 skipped`. */
export function sayCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

// deno-lint-ignore no-control-regex -- the escape character is what is looked for
const ansiColor = /\u001b\[[\d;]*m/g;

function last(text: string, pattern: RegExp): RegExpExecArray | undefined {
  return [...text.matchAll(pattern)].at(-1) as RegExpExecArray | undefined;
}

function counts(passed: unknown, failed: unknown, skipped: unknown): Counts {
  return {
    passed: Number(passed),
    failed: Number(failed ?? 0),
    skipped: Number(skipped ?? 0),
  };
}
