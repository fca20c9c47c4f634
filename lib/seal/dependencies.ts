import type { DatasetEvent, FileRecord, RecordEvent, SourceEvent } from "../run/events.ts";
import { filesOf } from "../run/subject.ts";
import type { Resource } from "./statement.ts";

/** What a run took in, as far as an event tells: its code, its datasets, the files and models. */
export function dependenciesOf(event: RecordEvent): Resource[] {
  switch (event.type) {
    case "source":
      return [sourceOf(event)];
    case "dataset":
      return event.direction === "input" ? datasetOf(event) : [];
    case "artifact":
    case "model":
      return event.direction === "input" ? filesOf(event).map(recordOf) : [];
    default:
      return [];
  }
}

/** A file that an event names, wherever it lies. */
export function recordOf({ name, uri, sha256 }: FileRecord): Resource {
  return { name, uri, ...(sha256 === undefined ? {} : { digest: { sha256 } }) };
}

/** The commit, and what differed from it. */
function sourceOf({ info }: SourceEvent): Resource {
  const { commit, branch, remote, dirty, files } = info as Readonly<Record<string, string>>;
  const at = commit === undefined || remote === undefined
    ? {}
    : { uri: `${gitUri(remote)}@${branch === undefined ? commit : `refs/heads/${branch}`}` };
  const digest = commit === undefined ? {} : { digest: { gitCommit: commit } };
  return { name: "source code", ...at, ...digest, annotations: { dirty, files } };
}

/** The address of a git remote as SPDX writes it: `git+ssh://git@host/path` for `git@host:path`. */
function gitUri(remote: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(remote)) return `git+${remote}`;
  const [, host, path] = /^([^/:]+):(?!\/)(.+)$/.exec(remote) ?? [];
  return host === undefined ? `git+file://${remote}` : `git+ssh://${host}/${path}`;
}

/** The dataset itself, where one digest tells it all, and its files. */
function datasetOf({ label, info, files = [] }: DatasetEvent): Resource[] {
  const { uri, sha256 } = info as Readonly<Record<string, string>>;
  const whole = { name: label, uri, ...(sha256 === undefined ? {} : { digest: { sha256 } }) };
  return files.length > 0 && sha256 === undefined && uri === undefined
    ? files.map(recordOf)
    : [whole, ...files.map(recordOf)];
}
