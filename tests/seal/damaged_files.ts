import process from "node:process";
import { seeded } from "../mutate.ts";

/** How many flipped bytes are tried. */
export const FLIPS: number = process.env.STEMMA_LONG ? 10_000 : 300;

/** The bytes with one of them changed. */
export function flip(bytes: Uint8Array, at: number, by: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[at] ^= by;
  return flipped;
}

/** Folders with one flipped byte each, and where it is; every byte is as likely as any other. */
export function* flippedFolders(
  files: ReadonlyMap<string, Uint8Array>,
  count: number,
  seed: number,
): Generator<{ what: string; files: Map<string, Uint8Array> }> {
  const pick = seeded(seed);
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  for (let i = 0; i < count; i++) {
    let at = pick(total);
    const by = 1 + pick(255);
    for (const [path, bytes] of files) {
      if (at < bytes.length) {
        const what = `byte ${at} of ${path}, changed by ${by}`;
        yield { what, files: new Map([...files, [path, flip(bytes, at, by)]]) };
        break;
      }
      at -= bytes.length;
    }
  }
}

/** Folders in which one file, or a pair of them, is not what it was. */
export function* shuffledFolders(
  files: ReadonlyMap<string, Uint8Array>,
): Generator<{ what: string; files: Map<string, Uint8Array> }> {
  const changed = (what: string, change: (files: Map<string, Uint8Array>) => void) => {
    const copy = new Map(files);
    change(copy);
    return { what, files: copy };
  };
  const paths = [...files.keys()];
  for (const path of paths) {
    const bytes = files.get(path)!;
    yield changed(`${path} removed`, (it) => it.delete(path));
    yield changed(`${path} emptied`, (it) => it.set(path, new Uint8Array()));
    yield changed(`${path} without its last byte`, (it) => it.set(path, bytes.subarray(0, -1)));
    yield changed(`${path} with a byte more`, (it) => it.set(path, Uint8Array.from([...bytes, 0])));
    yield changed(
      `${path} with a line more`,
      (it) => it.set(path, Uint8Array.from([...bytes, 10])),
    );
    yield changed(`${path} renamed`, (it) => it.set(`${path}~`, bytes).delete(path));
    yield changed(`${path} doubled`, (it) => it.set(`${path}~`, bytes));
    for (const other of paths) {
      if (other <= path) continue;
      yield changed(`${path} and ${other} swapped`, (it) => {
        it.set(path, files.get(other)!).set(other, bytes);
      });
    }
  }
}
