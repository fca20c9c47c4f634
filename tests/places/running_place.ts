import type { Outcome } from "./test_registry.ts";

/** A place with tests in it. */
export interface RunningPlace {
  /** The version of what runs there. */
  readonly version: string;
  /** Runs a file of tests, by its path from the root of the repository. */
  run(file: string): Promise<Outcome[]>;
  /** Ends it. */
  stop(): Promise<void>;
}
