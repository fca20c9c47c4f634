// Provenance that no run logged: a document in PROV-N is read, checked, written as PROV-JSON, drawn.
//
//     deno run -A examples/article.ts > article.svg
import { readFileSync } from "node:fs";
import { provFromProvN, provToJson, validateProv } from "stemma/prov";
import { renderSvg } from "stemma/svg";

const { document } = provFromProvN(readFileSync("examples/article.provn", "utf8"));

for (const { severity, message } of validateProv(document)) {
  console.error(`${severity}: ${message}`);
}
console.error(`as PROV-JSON: ${provToJson(document).length} characters`);

const svg = await renderSvg(document, { title: "Where an article came from" });
console.log(svg.trimEnd());
