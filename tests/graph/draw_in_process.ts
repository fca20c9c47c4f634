// Draws in a process that runs the script named by the argument, and ends without closing it.
import { fork } from "node:child_process";
import process from "node:process";
import { svgInWorker } from "../../lib/svg.ts";

const svg = svgInWorker(() => fork(process.argv[2]));
console.log((await svg("digraph { a -> b }")).startsWith("<svg ") ? "drawn" : "nothing");
