import { isPrefix } from "../run/prefix.ts";
import type { Run } from "../run/run.ts";
import type { Journal, JournalReport } from "./journal.ts";
import type { Forks } from "./run_journal.ts";

/** A fork and its journal, which is being opened at first. */
interface Fork {
  readonly base: Run;
  newest: Run;
  directory: string;
  journal: Journal | undefined;
  opening: Promise<void>;
}

/** Opens a journal for each fork that is pushed.
 *
 * @param open opens the journal of a fork, and says where
 */
export function forkJournals(
  open: (run: Run, base: Run) => Promise<{ directory: string; journal: Journal }>,
): Forks {
  const forks: Fork[] = [];
  const begin = (fork: Fork): Promise<void> =>
    open(fork.newest, fork.base).then(({ directory, journal }) => {
      fork.directory = directory;
      fork.journal = journal;
      journal.push(fork.newest);
    });
  return {
    push(run, base) {
      const known = forks.find((fork) => isPrefix(fork.newest, run));
      if (known !== undefined) {
        known.newest = run;
        known.journal?.push(run);
        return;
      }
      const fork: Fork = {
        base,
        newest: run,
        directory: "",
        journal: undefined,
        opening: Promise.resolve(),
      };
      fork.opening = begin(fork);
      fork.opening.catch(() => {/* sync() tries again, and tells. */});
      forks.push(fork);
    },
    has: (run) => forks.some((fork) => isPrefix(run, fork.newest)),
    async sync() {
      for (const fork of forks) {
        if (fork.journal === undefined) await fork.opening.catch(() => fork.opening = begin(fork));
        await fork.opening;
        await fork.journal!.sync();
      }
    },
    async close() {
      // Each is closed, whatever becomes of the others.
      const closings = forks.map(async (fork) => {
        await fork.opening.catch(() => {/* There is nothing to close. */});
        await fork.journal?.close();
      });
      await Promise.allSettled(closings);
      await Promise.all(closings);
    },
    reports: () =>
      Object.freeze(
        forks.map(({ directory, journal }): JournalReport["forks"][number] =>
          Object.freeze({ directory, ...(journal && { report: journal.report() }) })
        ),
      ),
  };
}
