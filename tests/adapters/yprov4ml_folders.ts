import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { events, type LogEvent, type Run } from "stemma";
import { oracle } from "../oracle.ts";

const ROOT = "../shared/corpora/yprov4ml";

/** The versions whose run folders the corpora hold. */
export const versions = ["0.1.19", "1.0.0", "2.0.10", "3.2.0", "3.2.8"] as const;

/** What a test of the folders needs. */
export const folders: { skip: false | string } = oracle(
  "the run folders of yProv4ML",
  existsSync(ROOT),
);

/** All files of one version's run folder, by their paths below the version. */
export function folderOf(version: string): Map<string, Uint8Array> {
  const top = join(ROOT, version);
  const files = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry): [string, Uint8Array] => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(top.length + 1).replaceAll("\\", "/"), new Uint8Array(readFileSync(path))];
    });
  return new Map(files);
}

const UTF8 = new TextEncoder();

/** Files of texts and JSON, as an import takes them. */
export function filesOf(files: Readonly<Record<string, unknown>>): Map<string, Uint8Array> {
  return new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      UTF8.encode(typeof content === "string" ? content : JSON.stringify(content)),
    ]),
  );
}

/** The kinds of some repairs. */
export function kindsOf(repairs: readonly { kind: string }[]): Set<string> {
  return new Set(repairs.map(({ kind }) => kind));
}

/** The events of one type. */
export function eventsOf<T extends LogEvent["type"]>(
  run: Run,
  type: T,
): Extract<LogEvent, { type: T }>[] {
  return [...events(run)].filter((event): event is Extract<LogEvent, { type: T }> =>
    event.type === type
  );
}
