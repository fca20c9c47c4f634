#!/usr/bin/env node
// The command line: npx stemma, or deno run -A lib/cli/main.ts in a clone of the repository.
import process from "node:process";
import { runCommandLine } from "./command_line.ts";

void runCommandLine(process.argv.slice(2));
