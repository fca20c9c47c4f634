import assert from "node:assert/strict";
import test from "node:test";
import { bundlePage } from "../servers/bundle_page.ts";
import { needsChromium, startChromium } from "../servers/chromium.ts";
import type { ChromiumPage } from "../servers/chromium_page.ts";
import { POLICY, startPageServer } from "../servers/page_server.ts";
import { type Told, useLibrary } from "./use_library.ts";

/** What a page is that runs the library, and what this runtime told when it did the same. */
interface Here extends ChromiumPage {
  readonly here: Told;
}

let bundled: ReturnType<typeof bundlePage> | undefined;

/** Opens the page that uses the library, under a policy. */
async function inPage(
  policy: string,
  host: "url" | "plainUrl",
  check: (opened: Here) => Promise<void>,
): Promise<void> {
  bundled ??= bundlePage("tests/chromium/library_page.ts");
  const server = await startPageServer(await bundled, policy);
  const chromium = await startChromium();
  try {
    const here = await useLibrary(server.url);
    assert.match(here.SVG, /^<svg/);
    assert.match(here.seal, /^true/);
    await check({ ...await chromium.open(server[host]), here });
  } finally {
    await chromium.stop();
    await server.stop();
  }
}

const use = async ({ page }: ChromiumPage) => await page.evaluate("useLibrary()") as Told;
const refusals = async ({ page }: ChromiumPage) => await page.evaluate("refusals()") as Told;

test(
  "a page gives what this runtime gives, to the last bit, and breaks no policy",
  needsChromium,
  () =>
    inPage(POLICY, "url", async (opened) => {
      assert.deepEqual(await use(opened), { ...opened.here, kernel: "wasm" });
      const { fsSink, readRun } = await refusals(opened);
      assert.match(fsSink, /^StemmaError HOST_UNAVAILABLE: .* a page has no disk/);
      assert.match(readRun, /^StemmaError HOST_UNAVAILABLE: /);
      assert.deepEqual(opened.complaints, []);
    }),
);

test(
  "a page draws where its policy speaks of scripts alone",
  needsChromium,
  () =>
    inPage("script-src 'self' 'wasm-unsafe-eval'", "url", async ({ page, complaints }) => {
      assert.ok(await page.evaluate("draw()") as number > 100);
      assert.deepEqual(complaints, []);
    }),
);

test(
  "a page without WebAssembly does without it, but for pictures",
  needsChromium,
  () =>
    inPage("default-src 'self'; script-src 'self'", "url", async (opened) => {
      const { SVG, kernel, ...told } = await use(opened);
      const { SVG: _picture, kernel: _wasm, ...expected } = opened.here;
      assert.deepEqual(told, expected);
      assert.equal(kernel, "plain");
      assert.match(SVG, /^GRAPH_LAYOUT: .* content security policy must allow 'wasm-unsafe-eval'/);
      const { loadCore } = await refusals(opened);
      assert.match(loadCore, /^CoreError CORE_UNAVAILABLE: .*'wasm-unsafe-eval'/);
      for (const complaint of opened.complaints) assert.match(complaint, /wasm-eval|unsafe-eval/);
    }),
);

test(
  "a page over plain http does without WebCrypto, but for keys",
  needsChromium,
  () =>
    inPage(POLICY, "plainUrl", async (opened) => {
      const { seal, ...told } = await use(opened);
      const { seal: _sealed, ...expected } = opened.here;
      assert.deepEqual(told, expected);
      assert.match(seal, /^SEAL_ALGORITHM: .* https pages alone/);
      const { s3Source } = await refusals(opened);
      assert.match(s3Source, /^SinkError SINK_NETWORK: .* WebCrypto, .* https pages alone$/);
      assert.deepEqual(opened.complaints, []);
    }),
);
