import assert from "node:assert/strict";
import { posix } from "node:path";
import test from "node:test";
import { groupBy } from "../../lib/base/group_by.ts";
import { entries, type ImportEdge, importsOf, libraryFiles } from "./source_tree.ts";

/** The house: each room's floor, and the rooms below that it may know besides `base`. */
const rooms: Readonly<Record<string, { floor: number; knows: string[] }>> = {
  base: { floor: 0, knows: [] },
  core: { floor: 1, knows: [] },
  run: { floor: 1, knows: [] },
  // What several rooms need of a file system.
  disk: { floor: 1, knows: [] },
  // How a request is made, and made again.
  http: { floor: 1, knows: [] },
  // How object stores are asked: what sinks and sources share of them.
  stores: { floor: 2, knows: ["core", "disk", "http"] },
  // What the events of a run say, in words for people.
  text: { floor: 2, knows: ["run"] },
  metrics: { floor: 2, knows: ["core", "run"] },
  assets: { floor: 2, knows: ["core", "run", "disk"] },
  prov: { floor: 2, knows: [] },
  lineage: { floor: 3, knows: ["run", "metrics", "assets", "prov"] },
  graph: { floor: 3, knows: ["disk", "prov"] },
  seal: { floor: 3, knows: ["core", "run", "disk"] },
  bundle: {
    floor: 4,
    knows: [
      "core",
      "run",
      "text",
      "metrics",
      "assets",
      "prov",
      "lineage",
      "graph",
      "seal",
    ],
  },
  // How runs and graphs are shown in notebooks and consoles.
  notebook: {
    floor: 5,
    knows: ["run", "disk", "text", "metrics", "prov", "graph", "bundle"],
  },
  // A sink hashes what passes through it; what a disk gave back is read as a log again.
  sinks: { floor: 5, knows: ["core", "run", "disk", "http", "stores", "bundle"] },
  // The way back: a source knows nothing of the sink that put the files there.
  sources: {
    floor: 5,
    knows: ["core", "run", "disk", "seal", "http", "stores", "bundle"],
  },
  journal: { floor: 5, knows: ["run", "disk", "seal", "bundle"] },
  // What takes a run as it grows, whatever system stands behind.
  destinations: { floor: 6, knows: ["run", "http", "seal", "bundle"] },
  // What is stored beside a run while it is trained, and taken up again.
  checkpoints: { floor: 6, knows: ["core", "run", "bundle", "sinks"] },
};

/** Rooms that know runs by the public entries alone, as any user's code does. */
const guests = ["adapters", "cli"];

/** Rooms that know nothing of runs but the shape of their events: bytes, numbers, options, files,
 * words. Guests share their helpers, since a copy of a checksum would be worse than an import. */
const helpers = ["base", "disk", "text"];

const isPublic = (path: string) => entries().some(([, file]) => file === path);
const isEntry = (path: string) => path === "mod.ts" || posix.dirname(path) === "lib";
const roomOf = (path: string) => /^lib\/([^/]+)\//.exec(path)?.[1];

/** Why an import is against the house, or `undefined` where it is not. */
function objection({ from, to }: ImportEdge): string | undefined {
  if (!to.endsWith(".ts")) return undefined;
  if (to !== "mod.ts" && !to.startsWith("lib/")) return "leaves the library";
  if (isEntry(from)) {
    return guests.includes(roomOf(to) ?? "") ? "is for its own entry" : undefined;
  }
  const room = roomOf(from)!;
  const target = roomOf(to);
  if (target === room) return undefined;
  if (guests.includes(room)) {
    return isPublic(to) || helpers.includes(target ?? "")
      ? undefined
      : "is not public: import an entry";
  }
  if (target === undefined) return "is an entry: nothing below may import it";
  if (guests.includes(target)) return "is a guest: nothing below may import it";
  if (rooms[room] === undefined || rooms[target] === undefined) {
    return "has no floor in the table";
  }
  if (rooms[target].floor >= rooms[room].floor) {
    return "is not on a lower floor";
  }
  if (target === "base" || rooms[room].knows.includes(target)) return undefined;
  return `is not a room that ${room} may know`;
}

const edges = libraryFiles().flatMap(importsOf);

test("every folder of lib/ has a floor", () => {
  const found = new Set(
    libraryFiles().map(roomOf).filter((room) => room !== undefined),
  );
  const unknown = [...found].filter((room) => !(room in rooms) && !guests.includes(room));
  assert.deepEqual(unknown, []);
});

test("a file imports only from a lower floor or from its own folder", () => {
  const against = edges.map((edge) => ({ edge, reason: objection(edge) }))
    .filter(({ reason }) => reason !== undefined)
    .map(({ edge, reason }) => `${edge.from}: ${edge.to} ${reason}`);
  assert.deepEqual(against, []);
});

test("the table of floors agrees with itself", () => {
  for (const [name, { floor, knows }] of Object.entries(rooms)) {
    for (const known of knows) {
      assert.ok(rooms[known].floor < floor, `${name} may not know ${known}`);
    }
  }
});

test("objection() refuses each kind of wrong import", () => {
  const refused = (from: string, to: string) =>
    objection({ from, to, specifier: "" }) !== undefined;
  assert.ok(refused("lib/base/a.ts", "lib/run/b.ts"), "upward");
  assert.ok(refused("lib/core/a.ts", "lib/run/b.ts"), "sideways");
  assert.ok(
    refused("lib/graph/a.ts", "lib/run/b.ts"),
    "a room it may not know",
  );
  assert.ok(refused("lib/run/a.ts", "mod.ts"), "the entry");
  assert.ok(refused("lib/adapters/a.ts", "lib/run/b.ts"), "behind the entry");
  assert.ok(refused("lib/cli/a.ts", "lib/adapters/tfjs_fit.ts"), "behind another guest's entry");
  assert.ok(refused("lib/adapters/a.ts", "lib/cli/main.ts"), "a guest without an entry");
  assert.ok(refused("lib/run/a.ts", "tests/oracle.ts"), "outside");
  assert.ok(!refused("lib/graph/a.ts", "lib/prov/b.ts"));
  assert.ok(!refused("lib/adapters/a.ts", "lib/prov.ts"));
  assert.ok(!refused("lib/adapters/a.ts", "lib/base/b.ts"));
  assert.ok(!refused("lib/cli/a.ts", "lib/adapters/yprov4ml.ts"));
  assert.ok(!refused("mod.ts", "lib/sinks/b.ts"));
});

test("no imports go in a circle, types counted", () => {
  const next = groupBy(edges, (edge) => edge.from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) {
      return void circles.push(
        [...trail.slice(trail.indexOf(path)), path].join(" -> "),
      );
    }
    if (done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of libraryFiles()) visit(path, []);
  assert.deepEqual(circles, []);
});
