// Imports every entry and prints which of the library's functions were called while that happened,
// and how often: [calls, function, file][], the most called first.
import { Session } from "node:inspector/promises";
import { pathToFileURL } from "node:url";
import { entries } from "./source_tree.ts";

const root = pathToFileURL("./").href;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
for (const [, file] of entries()) await import(root + file);
const { result } = await session.post("Profiler.takePreciseCoverage");
const calls: [number, string, string][] = [];
for (const { url, functions } of result) {
  if (!url.startsWith(`${root}lib/`)) continue;
  // The first stands for the module itself.
  for (const { functionName, ranges: [{ count }] } of functions.slice(1)) {
    if (count > 0) calls.push([count, functionName, url.slice(root.length)]);
  }
}
console.log(JSON.stringify(calls.sort(([a], [b]) => b - a)));
