import { PathSet } from "../base/free_path.ts";
import type { RecordEvent } from "./events.ts";
import { filesOf, subjectOf } from "./subject.ts";

/** The newest event about a subject, and how many there are. */
export interface About {
  readonly latest: RecordEvent | undefined;
  readonly count: number;
}

/** What a line of history has from all lines below it, in one place. */
export interface Inherited {
  readonly subjects: ReadonlyMap<string, About>;
  /** The paths of copies. */
  readonly paths: PathSet;
}

/** Gathers what events are about. Cost: O(events). */
export function gatherInherited(events: Iterable<[number, RecordEvent]>): Inherited {
  const subjects = new Map<string, About>();
  const paths = new PathSet();
  for (const [, event] of events) {
    const subject = subjectOf(event);
    if (subject !== undefined) {
      subjects.set(subject, { latest: event, count: (subjects.get(subject)?.count ?? 0) + 1 });
    }
    for (const { path } of filesOf(event)) {
      if (path !== undefined) paths.add(path);
    }
  }
  return { subjects, paths };
}
