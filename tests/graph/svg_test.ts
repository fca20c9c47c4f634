import assert from "node:assert/strict";
import { test } from "node:test";
import { isStemmaError } from "../../lib/base/errors.ts";
import { provToDot } from "../../lib/graph/dot.ts";
import { layout } from "../../lib/graph/graphviz.ts";
import { dotToSvg } from "../../lib/graph/svg.ts";
import { documentOf, say, training } from "./_sample.ts";

const code = (wanted: string) => (error: unknown) => isStemmaError(error) && error.code === wanted;

test("`dotToSvg()` gives one svg element with title, description, ground and system fonts", async () => {
  const svg = await dotToSvg(provToDot(training({ params: 3, metrics: 4, versions: 3 })));
  assert.match(
    svg,
    /^<svg role="img" aria-labelledby="(g[0-9a-f]{8})-title \1-desc" width="\d+" height="\d+" viewBox=/,
  );
  assert.match(svg, /<title id="g[0-9a-f]{8}-title">Provenance graph<\/title>/);
  assert.match(
    svg,
    /<desc[^>]*>Provenance graph of 13 entities, 4 activities, 2 agents, \d+ relations</,
  );
  assert.match(svg, /<rect [^>]*fill="#ffffff"\/>/);
  assert.match(svg, /font-family="Helvetica,Arial,sans-serif"/);
  assert.ok(svg.endsWith("</svg>\n"));
  assert.doesNotMatch(svg, /<\?|<!|<script|<image|<style|graphviz/i);
});

test("`dotToSvg()` gives the same bytes each time, and takes title and description", async () => {
  const options = { title: "A <b> & c", description: 'said "so"' };
  const one = await dotToSvg("digraph { a -> b }", options);
  assert.equal(one, await dotToSvg("digraph { a -> b }", options));
  assert.match(one, />A &lt;b&gt; &amp; c<\/title>/);
  assert.match(one, />said &quot;so&quot;<\/desc>/);
});

test("`dotToSvg()` takes out what a foreign text brings in", async () => {
  const svg = await dotToSvg(`digraph { stylesheet="https://evil.example/x.css"
    a [URL="javascript:alert(1)", label="a", comment="--><script>"]
    b [URL="java&#115;cript:x"] c [URL="https://example.org/?a=1&amp;b=2"]
    d [image="https://evil.example/x.png", fillcolor="url(https://evil.example/y)", style=filled]
    e [id="x\\"><script>alert(1)</script>", class="\\"><script>"] }`);
  assert.doesNotMatch(svg, /javascript|<script|href="[^"]*evil|url\((?!#)|<image|xml-stylesheet/);
  assert.doesNotMatch(svg, /<desc/);
  assert.match(svg, /xlink:href="https:\/\/example.org\/\?a=1&amp;b=2"/);
});

test("`dotToSvg()` draws hostile and foreign labels as plain text", async () => {
  const labels = [
    "</text><script>1</script>",
    "<b>bold</b>",
    "\\N \\G \\E C:\\new\\table\\",
    '"unbalanced',
    "&amp; &#x41;",
    "日本語のモデル",
    "مرحبا",
    "👩‍👩‍👧 🚀",
    "\ud800lone\u0000\u202e",
    "x".repeat(1_000_000),
  ];
  for (const show of [{}, { attributes: true }]) {
    const doc = documentOf(
      labels.flatMap((label, i) => [
        say("entity", `ex:e${i}`, {
          label,
          type: i % 2 ? "mls:Model" : "mls:Data",
          "ex:note": label,
        }),
        say("used", `ex:a ex:e${i}`, { role: label }),
      ]),
      { 'ex:</svg>\\N"': [say("entity", 'ex:"\\')] },
    );
    const svg = await dotToSvg(provToDot(doc, { detail: "full", show }));
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    for (
      const text of [
        "&lt;/text&gt;&lt;script&gt;1&lt;/script&gt;",
        "&lt;b&gt;bold&lt;/b&gt;",
        "\\N \\G \\E C:\\new\\table\\",
        "&quot;unbalanced",
        "&amp;amp; &amp;#x41;",
        "日本語のモデル",
        "مرحبا",
        "👩‍👩‍👧 🚀",
      ]
    ) {
      assert.ok(
        texts.some((one) => one.replace(/^= | = .*$/g, "") === text),
        `${text} in ${texts.slice(0, 30)}`,
      );
    }
    assert.doesNotMatch(svg, /<script|\u202e|\u0000/);
    assert.equal(svg.match(/<svg/g)?.length, 1);
    assert.ok(svg.length < 200_000 && svg.isWellFormed());
    assertNested(svg);
  }
});

test("`dotToSvg()` speaks with Graphviz's words where a text cannot be read, and goes on", async () => {
  await assert.rejects(dotToSvg("digraph { a -> "), (error) => {
    assert.ok(code("GRAPH_LAYOUT")(error));
    assert.match((error as Error).message, /syntax error in line 1/);
    return true;
  });
  await assert.rejects(dotToSvg(""), code("GRAPH_LAYOUT"));
  assert.match(await dotToSvg("digraph { a }"), /<svg/);
});

test("`dotToSvg()` refuses a layout that would take minutes, and says what to do", async () => {
  const dot = provToDot(training({ params: 40, metrics: 300, versions: 250 }), { detail: "full" });
  await assert.rejects(dotToSvg(dot), (error) => {
    assert.ok(code("GRAPH_TOO_LARGE")(error));
    assert.match((error as Error).message, /\d+ nodes and .* "auto" or "overview"/);
    return true;
  });
});

test("`dotToSvg()` draws 300 series and 250 versions as less than 60,000 characters", async () => {
  const doc = training({ params: 40, metrics: 300, versions: 250 });
  const svg = await dotToSvg(provToDot(doc));
  assert.ok(svg.length < 60_000);
});

test("`dotToSvg()` draws with other engines and refuses unknown ones and options", async () => {
  assert.match(await dotToSvg("digraph { a -> b }", { engine: "neato" }), /<svg/);
  await assert.rejects(dotToSvg("digraph {}", { engine: "nop" as never }), TypeError);
  await assert.rejects(dotToSvg("digraph {}", { engines: "dot" } as never), /"engine"/);
  await assert.rejects(dotToSvg("digraph {}", { title: 1 as never }), TypeError);
  await assert.rejects(dotToSvg(new Uint8Array() as never), TypeError);
});

test("`layout()` loads another instance where one ran out of memory or stack", async () => {
  const deep = "digraph {" +
    Array.from({ length: 3000 }, (_, i) => `subgraph cluster_${i} {`).join("") + "a" +
    "}".repeat(3000) + "}";
  const [bad, good] = await Promise.allSettled([
    layout(deep, "dot"),
    layout("digraph { a }", "dot"),
  ]);
  assert.equal(bad.status, "rejected");
  assert.equal(good.status, "fulfilled");
  assert.match(await layout("digraph { a }", "dot"), /<\/svg>/);
});

/** Every tag that opens closes, in order. */
function assertNested(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)(?:[^<>]*?)(\/?)>/gi)) {
    if (close) assert.equal(open.pop(), name);
    else if (!self) open.push(name);
  }
  assert.deepEqual(open, []);
}
