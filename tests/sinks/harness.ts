import assert from "node:assert/strict";
import test from "node:test";
import { SinkError } from "../../lib/base/errors.ts";
import type { StemmaErrorCode } from "../../lib/base/errors.ts";
import type { Sink } from "../../lib/bundle/file.ts";
import { digestOf } from "./sink_files.ts";

/** One sink under test, and a look at what it holds that does not go through it. */
export interface Harness {
  readonly sink: Sink;
  /** Every path that the place holds, unfinished files and all. */
  paths(): Promise<string[]>;
  /** What the place holds under a path. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Takes everything away. */
  dispose(): Promise<void>;
}

/** In what a sink may differ from the others; everything else holds for all. */
export interface Traits {
  /** A second file of one path takes the place of the first; else it is refused. */
  readonly replaces: boolean;
  /** It can tell what it holds. */
  readonly has: boolean;
}

/** Declares one rule as a test, with a harness of its own. */
export type Law = (what: string, check: (harness: Harness) => Promise<void>) => void;

/** Declares the rules of one kind of sink. */
export function lawsOf(name: string, makeHarness: () => Promise<Harness>): Law {
  return (what, check) =>
    test(`\`${name}()\` ${what}`, async () => {
      const harness = await makeHarness();
      try {
        await check(harness);
      } finally {
        await harness.dispose();
      }
    });
}

/** Waits for a refusal and checks what it says. */
export async function refused(
  work: Promise<unknown>,
  code: StemmaErrorCode,
  path: string,
  what: string = path,
): Promise<SinkError> {
  const error = await work.then(
    () => assert.fail(`${what}: expected ${code}, it was stored`),
    (error: unknown) => error,
  );
  assert.ok(error instanceof SinkError, `${what}: ${error}`);
  assert.equal(error.code, code, `${what}: ${error.message}`);
  assert.equal(error.path, path);
  assert.match(error.message, /^[A-Z].*[^.]$/s);
  return error;
}

/** Checks what the place holds under a path. */
export async function holds(
  harness: Harness,
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const held = await harness.read(path);
  assert.ok(held !== undefined, `${path} is not there`);
  assert.equal(held.length, bytes.length, path);
  assert.equal(digestOf(held), digestOf(bytes), path);
}

/** Counts the listeners that were added to a signal and not taken away or used up. */
export function countListeners(signal: AbortSignal): () => number {
  const held = new Set<unknown>();
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => {
    held.add(args[1]);
    addEventListener.apply(signal, args as never);
  };
  signal.removeEventListener = (...args: unknown[]) => {
    held.delete(args[1]);
    removeEventListener.apply(signal, args as never);
  };
  return () => held.size;
}
