// What the pages that Vite builds and serves have to do in Chromium.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChromium } from "../servers/chromium.ts";
import type { ChromiumPage } from "../servers/chromium_page.ts";

/** Opens the page of README.md: it draws a run, keeps it, saves it for whoever clicks, and complains
 * of nothing. */
export async function checkFirstPage(url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-download-"));
  try {
    await inChromium(url, async ({ page, downloadTo }) => {
      await downloadTo(folder);
      await page.waitForSelector("main svg");
      const texts = await page.$$eval("main svg text", (all) => all.map((one) => one.textContent));
      assert.ok(texts.some((text) => /^loss = 0\.0/.test(text ?? "")), texts.join());
      await page.waitForFunction(async () => {
        for await (const experiment of (await navigator.storage.getDirectory()).values()) {
          if (experiment.kind === "file") continue;
          for await (const run of experiment.values()) {
            if (run.kind === "file") continue;
            for await (const { name } of run.values()) if (name === "manifest.json") return true;
          }
        }
      }, { polling: 50 });
      await page.click("button");
      const zip = join(folder, "run.zip");
      for (let waited = 0; !existsSync(zip) && waited < 30_000; waited += 50) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.match(readFileSync(zip, "latin1"), /^PK[^]*first\/[^/]+\/prov\.svg/);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A page's files that import every entry of the package, and what they have to come to: the kernel
 * runs, a worker draws, and what has no use in a page says so. */
export function checkAllInPage(): {
  files: ReadonlyMap<string, string>;
  check: (url: string) => Promise<void>;
} {
  const listed = readFileSync("tests/structure/exports.txt", "utf8").trim().split("\n\n")
    .map((part) => part.split("\n").map((line) => line.trim()));
  const imports = listed.map(([entry], i) => `import * as entry${i} from "${entry}";\n`);
  const kept = listed.map(([entry], i) => `${JSON.stringify(entry)}: entry${i}`);
  const script = `${imports.join("")}
const entries = { ${kept.join(", ")} };
let refused;
try {
  entries["stemma/fs"].fsSink("runs");
} catch (error) {
  refused = error.code;
}
const { coreStatus, logMetric, startRun, summarize } = entries["stemma"];
summarize(logMetric(startRun({ experiment: "page" }), "loss", 0.5));
const worker = () => new Worker(new URL("draw.js", import.meta.url), { type: "module" });
const drawn = await entries["stemma/svg"].svgInWorker(worker)("digraph { model -> data }");
const { captureCommand, captureEnvironment, captureSource } = entries["stemma/host"];
const { runtime } = await captureEnvironment();
globalThis.told = {
  names: Object.entries(entries).map(([entry, all]) => [entry, ...Object.keys(all).sort()]),
  refused,
  core: coreStatus(),
  drawn: drawn.startsWith("<svg") && drawn.includes("model"),
  runtime: runtime.name === navigator.userAgent,
  host: [captureCommand(), await captureSource()],
};
`;
  const names = listed.map(([entry, ...exported]) => [
    entry,
    ...exported.filter((name) => !name.startsWith("type ")).sort(),
  ]);
  const check = (url: string) =>
    inChromium(url, async ({ page }) => {
      const told = await page.waitForFunction("globalThis.told");
      assert.deepEqual(await told.jsonValue(), {
        names,
        refused: "HOST_UNAVAILABLE",
        core: "wasm",
        drawn: true,
        runtime: true,
        host: [{ arguments: [] }, {}],
      });
    });
  const files = new Map([["main.js", script], ["draw.js", 'import "stemma/svg-worker";\n']]);
  return { files, check };
}

async function inChromium(url: string, use: (page: ChromiumPage) => Promise<void>): Promise<void> {
  const chromium = await startChromium();
  try {
    const opened = await chromium.open(url);
    try {
      await use(opened);
    } catch (error) {
      throw new Error(`${error}\n${opened.complaints.join("\n")}`);
    }
    assert.deepEqual(opened.complaints, []);
  } finally {
    await chromium.stop();
  }
}
