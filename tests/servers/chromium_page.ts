import type { Page } from "puppeteer-core";

/** A page whose complaints are kept. */
export interface ChromiumPage {
  /** The page, to click in it, to evaluate in it and to picture it. */
  readonly page: Page;
  /** What it complained of so far: errors and warnings on the console, errors that nothing caught,
   * what its content security policy forbade, requests that failed. */
  readonly complaints: string[];
  /** Drags files of this computer over an element, as from a file manager, and lets them go. */
  drop(selector: string, paths: readonly string[]): Promise<void>;
  /** Sends every later download into a folder, under the name that the page gives it. */
  downloadTo(folder: string): Promise<void>;
  /** Closes it. */
  close(): Promise<void>;
}

/** Opens an address in a page that is empty, and keeps what goes wrong from then on. */
export async function watchPage(page: Page, url: string): Promise<ChromiumPage> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    const type = message.type();
    if (type === "error" || type === "warn") complaints.push(`${type}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // What the page itself gave up.
    if (reason === "net::ERR_ABORTED") return;
    complaints.push(`failed: ${request.method()} ${request.url()} ${reason}`);
  });
  // Some violations reach no console: this event tells of every one.
  await page.evaluateOnNewDocument(() => {
    addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      console.error(`policy: ${effectiveDirective} forbids ${blockedURI}`);
    });
  });
  await page.goto(url);
  return {
    page,
    complaints,
    drop: (selector, paths) => dropFiles(page, selector, [...paths]),
    async downloadTo(folder) {
      const session = await page.createCDPSession();
      await session.send("Browser.setDownloadBehavior", {
        behavior: "allow",
        downloadPath: folder,
        eventsEnabled: true,
      });
    },
    close: () => page.close(),
  };
}

async function dropFiles(page: Page, selector: string, files: string[]): Promise<void> {
  const element = await page.waitForSelector(selector);
  const { x, y, width, height } = (await element!.boundingBox())!;
  const session = await page.createCDPSession();
  const data = { items: [], files, dragOperationsMask: 1 };
  const at = { x: x + width / 2, y: y + height / 2 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  }
  await session.detach();
}
