import assert from "node:assert/strict";
import process from "node:process";

/** How many mutations each reader of text or bytes is tried with: `STEMMA_MUTATIONS`, which the long
 * run sets to a million. */
export const MUTATIONS: number = Number(process.env.STEMMA_MUTATIONS ?? 50_000);

/** A whole number below a bound. */
export type Pick = (below: number) => number;

/** Numbers below a bound, the same after the same seed. */
export function seeded(seed: number): Pick {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A text with one to three changes: something taken out, put in, replaced, doubled, or taken from
 * another text. */
export function mutateText(
  texts: readonly string[],
  pieces: readonly string[],
  pick: Pick,
): string {
  let text = texts[pick(texts.length)];
  for (let edits = 1 + pick(3); edits > 0; edits--) {
    text = change(text, texts[pick(texts.length)], pieces, pick);
  }
  return text;
}

function change(text: string, other: string, pieces: readonly string[], pick: Pick): string {
  const at = pick(text.length + 1);
  const end = Math.min(text.length, at + pick(12));
  switch (pick(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + pieces[pick(pieces.length)] + text.slice(at);
    case 2:
      return text.slice(0, at) + pieces[pick(pieces.length)] + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(at);
  }
  const from = pick(other.length + 1);
  return text.slice(0, at) + other.slice(from, from + pick(80)) + text.slice(end);
}

/** Bytes with one to three changes: some set, taken out, or taken from another place. */
export function mutateBytes(original: Uint8Array, pick: Pick): Uint8Array {
  let bytes = original.slice();
  for (let edits = 1 + pick(3); edits > 0; edits--) {
    const at = pick(bytes.length + 1);
    const end = Math.min(bytes.length, at + pick(12));
    const way = pick(3);
    if (way === 0) bytes.fill(pick(256), at, end);
    else {
      const from = pick(original.length);
      const middle = way === 1 ? [] : original.subarray(from, from + pick(40));
      bytes = Uint8Array.from([...bytes.subarray(0, at), ...middle, ...bytes.subarray(end)]);
    }
  }
  return bytes;
}

/** Nothing that was read has reached what all objects share. */
export function assertUnpolluted(): void {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype]) {
    assert.deepEqual(Object.keys(shared), []);
  }
  for (const name of ["polluted", "prov", "ex", "k", "iri", "prefix"]) {
    assert.equal(({} as Record<string, unknown>)[name], undefined);
  }
}
