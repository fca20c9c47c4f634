import { stop as stopBuilds } from "esbuild";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildViewer, VIEWER_POLICY } from "../../examples/viewer/bundle_viewer.ts";
import { type Chromium, startChromium } from "../servers/chromium.ts";
import type { ChromiumPage } from "../servers/chromium_page.ts";
import { startPageServer } from "../servers/page_server.ts";

/** The viewer in a real browser, and a folder for what is dropped into it. */
export interface OpenViewer extends ChromiumPage {
  readonly chromium: Chromium;
  /** For files of the test; goes with the viewer. */
  readonly folder: string;
  /** Drops files or folders and waits for what the page says of them. */
  show(...paths: string[]): Promise<string>;
  /** The text of each element that a selector finds. */
  texts(selector: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** How long the page may take to say something of what was dropped, in ms. */
const PATIENCE = 30_000;

/** Builds the viewer, serves it under its policy or another one, and opens it. */
export async function openViewer(policy: string = VIEWER_POLICY): Promise<OpenViewer> {
  mkdirSync(".cache", { recursive: true });
  const built = mkdtempSync(join(".cache", "viewer-"));
  await buildViewer(built).finally(stopBuilds);
  const files = new Map(
    globSync("**/*.*", { cwd: built }).map((path) => [
      path.replaceAll("\\", "/"),
      readFileSync(join(built, path)),
    ]),
  );
  rmSync(built, { recursive: true });
  const server = await startPageServer(files, policy);
  const chromium = await startChromium();
  const opened = await chromium.open(server.url);
  const { page } = opened;
  const folder = mkdtempSync(join(tmpdir(), "stemma-viewer-"));
  const texts = (selector: string) =>
    page.$$eval(selector, (found) => found.map(({ textContent }) => textContent ?? ""));
  return {
    ...opened,
    chromium,
    folder,
    texts,
    async show(...paths) {
      // What was said before must not be taken for what is said now.
      await page.evaluate(() => {
        scrollTo(0, 0);
        document.querySelector("#alert")!.textContent = "";
        document.querySelector("#verification")?.removeAttribute("class");
      });
      await opened.drop("header", paths);
      await page.waitForFunction(
        () =>
          document.querySelector("#alert")!.textContent !== "" ||
          document.querySelector(".verdict.good, .verdict.bad, .verdict.unsure") !== null,
        { timeout: PATIENCE },
      );
      return (await texts("#alert"))[0] || (await texts(".verdict strong"))[0];
    },
    async stop() {
      await chromium.stop();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the graph is drawn, or the page says why it is not. */
export async function graphSettled({ page, texts }: OpenViewer): Promise<string> {
  await page.waitForFunction(
    () => {
      const image = document.querySelector<HTMLImageElement>(".view:not([hidden]) img");
      return image !== null && image.naturalWidth > 0 ||
        document.querySelector(".message p") !== null;
    },
    { timeout: PATIENCE },
  );
  return (await texts(".message p"))[0] ?? "drawn";
}
