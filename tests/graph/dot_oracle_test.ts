import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { readPicture } from "../../lib/graph/read_picture.ts";
import { dotToSvg } from "../../lib/graph/svg.ts";
import { provFromJson } from "../../lib/prov.ts";
import { PROV_KINDS } from "../../lib/prov/vocabulary.ts";
import { oracle } from "../oracle.ts";
import { documentOf, say, training } from "./_sample.ts";

const native = oracle(
  "Graphviz's dot",
  spawnSync("dot", ["-V"], { encoding: "utf8" }).status === 0,
);
const corpus = "../shared/corpora/prov-json";
const files = list(corpus);

/** The titles of nodes and edges in a picture. */
function titles(svg: string, kind: "node" | "edge"): string[] {
  const found = svg.matchAll(
    new RegExp(`<g(?: id="[^"]*")? class="${kind}[^"]*">\\n<title>([^<]*)</title>`, "g"),
  );
  return [...found].map(([, title]) => title).sort();
}

test(
  "`provToDot()` writes what native Graphviz reads as the same nodes and edges",
  native,
  async () => {
    const odd = ["</text>", "\\N \\G", '"', "&amp;", "日本語", "<b>", "a\\", "\u0000"];
    for (
      const doc of [
        training({ params: 3, metrics: 4, versions: 5 }),
        training({ params: 40, metrics: 300, versions: 250 }),
        documentOf(
          odd.flatMap((text) => [say("entity", `ex:${text}`, { label: text, "ex:x": text })]),
          {
            'ex:b"\\': [
              say("wasDerivedFrom", 'ex:d"\\; ex:x ex:y - ex:<g> ex:\\u', { role: '<&\\">' }),
              say("wasGeneratedBy", 'ex:"; ex:x - "\\<&>'),
            ],
            "ex:&amp;": [],
          },
        ),
      ]
    ) {
      const detail = doc.records.length < 100 ? "full" : "auto";
      for (
        const options of [
          {},
          { show: { attributes: true, labels: true } },
          { detail, show: { attributes: true, ids: true, times: true } } as const,
        ]
      ) {
        const dot = provToDot(doc, options);
        const ran = spawnSync("dot", ["-Tsvg"], { input: dot, encoding: "utf8" });
        assert.equal(ran.status, 0, ran.stderr);
        assert.doesNotMatch(ran.stderr, /error|bad label|syntax/i);
        const svg = await dotToSvg(dot);
        assert.deepEqual(titles(svg, "node"), titles(ran.stdout, "node"));
        assert.deepEqual(titles(svg, "edge"), titles(ran.stdout, "edge"));
      }
    }
  },
);

test("`provToDot()` draws each element and relation of the PROV-JSON corpus", {
  ...oracle("the PROV-JSON corpus", files.length > 0),
}, async () => {
  for (const file of files) {
    const text = readFileSync(`${corpus}/${file}`, "utf8");
    const { document } = provFromJson(text, { mode: "lenient" });
    const { nodes, edges } = readPicture(document, () => true);
    const dot = provToDot(document, { detail: "full", show: { labels: false, legend: false } });
    const svg = await dotToSvg(dot);
    const points = edges.filter((edge) => edge.via.length > 0);
    const extra = points.reduce((sum, edge) => sum + 1 + edge.via.length, 0);
    const open = nodes.flatMap((node) =>
      node.records
    ).filter((record) => PROV_KINDS[record.kind].form !== "element").length;
    const framed = new Set(document.bundles.map((bundle) =>
      bundle.id.iri
    ));
    const joined = [...framed].filter((iri) => nodes.some((node) => node.iri === iri)).length;
    const empty = dot.match(/label="\(empty\)"/g)?.length ?? 0;
    assert.equal(titles(svg, "node").length, nodes.length + points.length + open + empty, file);
    assert.equal(titles(svg, "edge").length, edges.length + extra + open + joined, file);
    assert.ok(provToDot(document, { show: { attributes: true } }).length > 0);
  }
});

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(".json")).sort();
  } catch {
    return []; // the corpus is not here: the test is skipped
  }
}
