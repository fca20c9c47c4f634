import { relative } from "node:path";
import { startChromium } from "../servers/chromium.ts";
import { POLICY, startPageServer } from "../servers/page_server.ts";
import { bundlePlace } from "./bundle_place.ts";
import { chromium } from "./place.ts";
import type { RunningPlace } from "./running_place.ts";
import { startStoreServer } from "./store_server.ts";
import type { Outcome } from "./test_registry.ts";

const PAGE = '<!doctype html><title>Tests</title><script type="module" src="/main.js"></script>';

/** Some tests share memory, which a page may only with more headers than this server sends. */
const flag = "--enable-features=SharedArrayBuffer";

/** Starts Chromium with chosen tests in an empty page, under a content security policy that lets
 * it compile WebAssembly. */
export async function startInChromium(tests: readonly string[]): Promise<RunningPlace> {
  const bundle = await bundlePlace(chromium, "tests/places/in_page.ts", tests, []);
  const files = new Map<string, string | Uint8Array>([["index.html", PAGE]]);
  for (const { path, contents } of bundle) files.set(relative("out", path), contents);
  const store = await startStoreServer();
  const policy = `${POLICY}; connect-src 'self' ${store.url}`;
  const [server, browser] = await Promise.all([
    startPageServer(files, policy),
    startChromium(flag),
  ]);
  const { page } = await browser.open(server.url);
  const version = await browser.browser.version();
  const zone = await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone");
  return {
    version: `${version.replace(/^.*\//, "")} in ${zone}`,
    run: async (file) =>
      await page.evaluate(`runTests(${JSON.stringify(file)}, "${store.url}")`) as Outcome[],
    async stop() {
      await browser.stop();
      await server.stop();
      await store.stop();
    },
  };
}
