import assert from "node:assert/strict";
import test from "node:test";
import {
  digest,
  isStemmaError,
  memorySink,
  runFromFiles,
  saveRun,
  summarize,
  toProv,
} from "stemma";
import { runFromYprov4ml } from "stemma/yprov4ml";
import { assertUnpolluted, MUTATIONS, type Pick, seeded } from "../mutate.ts";
import { folderOf, folders, versions } from "./yprov4ml_folders.ts";

/** A folder takes as long as twenty texts. */
const COUNT = MUTATIONS / 20;

/** What a hostile document may hold in place of anything. */
const ODD: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "[[[[[[[[",
  "[1, 2, ..., 9]",
  "np.float64(",
  "{'$': {'$': 1}, 'type': 'xsd:int'}",
  "9".repeat(3000) + "^^xsd:int",
  "9999-99-99T99:99:99",
  "-0001-01-01T00:00:00",
  "\ud800",
  "\u0000",
  "Context.",
  "//",
  "a//b//c",
  [],
  {},
  { $: "x", type: "xsd:int" },
  { $: 1e400, type: "xsd:double" },
  ["a", "b"],
];

function mutate(bytes: Uint8Array, isJson: boolean, pick: Pick): Uint8Array {
  const way = pick(isJson ? 4 : 2);
  if (way === 0) {
    const changed = bytes.slice();
    for (let count = 1 + pick(4); count > 0 && changed.length > 0; count--) {
      changed[pick(changed.length)] = pick(256);
    }
    return changed;
  }
  if (way === 1) {
    const [from, to] = [pick(bytes.length), pick(bytes.length)].sort((a, b) => a - b);
    return new Uint8Array([...bytes.slice(0, from), ...bytes.slice(to)]);
  }
  const tree = JSON.parse(new TextDecoder().decode(bytes));
  for (let count = 1 + pick(3); count > 0; count--) {
    let holder: Record<string, unknown> = tree;
    for (let depth = 0; depth < 4; depth++) {
      const keys = Object.keys(holder);
      const key = keys[pick(keys.length)];
      const inside = holder[key];
      const goesOn = typeof inside === "object" && inside !== null && pick(5) > 0 &&
        Object.keys(inside).length > 0;
      if (goesOn) {
        holder = inside as Record<string, unknown>;
        continue;
      }
      if (key === undefined) break;
      if (way === 2) holder[key] = structuredClone(ODD[pick(ODD.length)]);
      else {
        delete holder[key];
        const name = ["__proto__", "constructor", "a b", "", "$", ":", "x:y", "//"][pick(8)];
        Object.defineProperty(holder, name, {
          value: inside,
          enumerable: true,
          configurable: true,
        });
      }
      break;
    }
  }
  return new TextEncoder().encode(JSON.stringify(tree));
}

test(
  `runFromYprov4ml() reads ${COUNT} mutated folders or throws a typed error`,
  folders,
  async () => {
    const pick = seeded(5);
    const originals = versions.map(folderOf);
    let read = 0;
    for (let i = 0; i < COUNT; i++) {
      const files = new Map(originals[pick(originals.length)]);
      const paths = [...files.keys()];
      const document = paths.find((path) => path.endsWith(".json"))!;
      const path = pick(3) > 0 ? document : paths[pick(paths.length)];
      files.set(path, mutate(files.get(path)!, path === document, pick));
      try {
        const { run, repairs } = await runFromYprov4ml(files);
        read++;
        assert.ok(repairs.length > 0);
        summarize(run);
        if (i % 20 !== 0) continue;
        toProv(run);
        const sink = memorySink();
        assert.deepEqual((await saveRun(run, sink)).failed, []);
        assert.equal(digest(runFromFiles(sink.files)), digest(run));
      } catch (error) {
        assert.ok(isStemmaError(error) && error.name === "ProvError", `mutation ${i}: ${error}`);
        assert.equal(error.details.file ?? document, document);
      }
    }
    assert.ok(read > COUNT / 3, `${read} of ${COUNT} were read`);
    assertUnpolluted();
  },
);
