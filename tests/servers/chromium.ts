import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import puppeteer, { type Browser } from "puppeteer-core";
import { oracle } from "../oracle.ts";
import { type ChromiumPage, watchPage } from "./chromium_page.ts";
import { startFolderServer } from "./server_process.ts";

/** A host name that leads to this computer and is no secure context over plain http: there a page
 * has no `crypto.subtle`. */
export const PLAIN_HOST = "plain.test";

const program: string | undefined = process.env.STEMMA_CHROMIUM ??
  ["chromium", "chromium-browser", "google-chrome"]
    .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((at) => join(at, name)))
    .find((path) => existsSync(path));

/** Options for a test that needs Chromium. */
export const needsChromium: { skip: false | string } = oracle("Chromium", program !== undefined);

/** A Chromium that runs, without a window. */
export interface Chromium {
  /** The browser, for what is asked of no page: its version, its targets. */
  readonly browser: Browser;
  /** Opens an address in a page of its own and waits until it has loaded. */
  open(url: string): Promise<ChromiumPage>;
  /** Ends it at once with everything it started, and removes its profile. */
  stop(): Promise<void>;
}

/** Starts Chromium with a profile of its own.
 *
 * @param flags more of its command line
 */
export async function startChromium(...flags: string[]): Promise<Chromium> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-chromium-"));
  const portFile = join(folder, "DevToolsActivePort");
  const server = await startFolderServer({
    command: [
      program!,
      "--headless=new",
      "--remote-debugging-port=0",
      `--user-data-dir=${folder}`,
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
      "--no-first-run",
      "--no-default-browser-check",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-dev-shm-usage",
      "--disable-extensions",
      "--disable-sync",
      "--password-store=basic",
      // Its sandbox does not work for the system's administrator.
      ...process.getuid?.() === 0 ? ["--no-sandbox"] : [],
      ...flags,
      "about:blank",
    ],
    folder,
    ready: () => Promise.resolve(existsSync(portFile) && lines(portFile).length === 2),
  });
  try {
    const [port, path] = lines(portFile);
    const browser = await puppeteer.connect({
      browserWSEndpoint: `ws://127.0.0.1:${port}${path}`,
      defaultViewport: { width: 1280, height: 800 },
    });
    return {
      browser,
      open: async (url) => await watchPage(await browser.newPage(), url),
      async stop() {
        await browser.disconnect();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const lines = (file: string) => readFileSync(file, "utf8").split("\n").filter(Boolean);
