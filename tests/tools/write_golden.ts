// Writes what the scripted run gives now for what it has to give: deno run -A tests/tools/write_golden.ts
import { writeFileSync } from "node:fs";
import { provToJson, toProv } from "stemma";
import { scriptedFacts } from "../bundle/scripted_facts.ts";
import { scriptedRun } from "../scripted_run.ts";

const facts = JSON.stringify(await scriptedFacts(), null, 2);
writeFileSync("tests/golden/scripted_run.json", `${facts}\n`);
writeFileSync("tests/golden/scripted_run.prov.json", provToJson(toProv(scriptedRun())));
