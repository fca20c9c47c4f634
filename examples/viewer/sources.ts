import { type Source, zipSource } from "stemma";
import type { GivenFile } from "./messages.ts";

/** Opens what was dropped or picked: the zip, or the files as they lie. */
export async function openSource(files: readonly GivenFile[]): Promise<Source> {
  const [{ file }] = files;
  if (files.length > 1 || !await isZip(file)) return sourceOf(files);
  return await zipSource(file);
}

async function isZip(file: File): Promise<boolean> {
  const [p, k, three, four] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return p === 0x50 && k === 0x4b && (three === 3 && four === 4 || three === 5 && four === 6);
}

function sourceOf(files: readonly GivenFile[]): Source {
  const byPath = new Map(files.map(({ path, file }) => [path, file]));
  return {
    get(path, { range } = {}) {
      const file = byPath.get(path);
      if (range === undefined) return Promise.resolve(file?.stream());
      const { offset, length = Infinity } = range;
      return Promise.resolve(file?.slice(offset, Math.min(offset + length, file.size)).stream());
    },
    async *list(prefix) {
      for (const [path, { size }] of byPath) if (path.startsWith(prefix)) yield { path, size };
    },
  };
}

/** The folders of runs, in order of their paths, and how many bytes lie in each. */
export async function findRuns(source: Source): Promise<ReadonlyMap<string, number>> {
  const files: [path: string, size: number][] = [];
  for await (const { path, size } of source.list!("")) files.push([path, size]);
  const logs = new Set(
    files.filter(([path]) => /(^|\/)run\.log$/.test(path))
      .map(([path]) => path.slice(0, -"run.log".length)),
  );
  // A copy that is called so lies among the artifacts of a run.
  const isCopy = (folder: string) =>
    Array.from(folder.matchAll(/artifacts\//g), ({ index }) => folder.slice(0, index))
      .some((above) => logs.has(above));
  const runs = new Map(
    [...logs].filter((folder) => !isCopy(folder)).sort().map((folder) => [folder, 0]),
  );
  for (const [path, size] of files) {
    for (const folder of foldersOf(path)) {
      if (runs.has(folder)) runs.set(folder, runs.get(folder)! + size);
    }
  }
  return runs;
}

/** A path's folders, from the top on: empty, or with a `/` at the end. */
function foldersOf(path: string): string[] {
  return ["", ...Array.from(path.matchAll(/\//g), ({ index }) => path.slice(0, index + 1))];
}
