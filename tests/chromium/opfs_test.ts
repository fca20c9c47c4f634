import assert from "node:assert/strict";
import test from "node:test";
import { digest } from "stemma";
import { chromium as place, standInPlugin } from "../places/place.ts";
import type { Outcome } from "../places/test_registry.ts";
import { scriptedRun } from "../scripted_run.ts";
import { bundlePage } from "../servers/bundle_page.ts";
import { type Chromium, needsChromium, startChromium } from "../servers/chromium.ts";
import { type PageServer, startPageServer } from "../servers/page_server.ts";
import type { OpfsPage } from "./opfs_page.ts";

/** A page that keeps runs, and how to ask it. */
interface Asked {
  readonly chromium: Chromium;
  readonly server: PageServer;
  /** Calls a function of the page. */
  ask<Name extends keyof OpfsPage>(
    name: Name,
    ...args: Parameters<OpfsPage[Name]>
  ): Promise<Awaited<ReturnType<OpfsPage[Name]>>>;
  /** Sets how much the browser stores for the page, in bytes; without a number, as much as ever. */
  allow(bytes?: number): Promise<void>;
  /** Closes the page and opens it anew. */
  reopen(url?: string): Promise<void>;
}

let bundled: ReturnType<typeof bundlePage> | undefined;

async function inPage(check: (asked: Asked) => Promise<void>): Promise<void> {
  bundled ??= bundlePage("tests/chromium/opfs_page.ts", [standInPlugin(place)]);
  const server = await startPageServer(await bundled);
  const chromium = await startChromium();
  try {
    const open = async (url: string) => {
      const opened = await chromium.open(url);
      await opened.page.waitForFunction("'runLaws' in globalThis");
      return opened;
    };
    let opened = await open(server.url);
    await check({
      chromium,
      server,
      ask: async (name, ...args) =>
        await opened.page.evaluate(`${name}(...${JSON.stringify(args)})`) as never,
      async allow(quotaSize) {
        const session = await opened.page.createCDPSession();
        const origin = server.url;
        await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
      },
      async reopen(url = server.url) {
        await opened.close();
        opened = await open(url);
      },
    });
  } finally {
    await chromium.stop();
    await server.stop();
  }
}

function checkOutcomes(outcomes: Outcome[]): void {
  const wrong = outcomes.filter(({ status }) => status !== "passed");
  assert.deepEqual(wrong.map(({ name, why }) => `${name}: ${why}`), []);
  assert.ok(outcomes.length >= 30, `${outcomes.length} rules`);
}

test(
  "`opfsSink()` and `opfsSource()` keep the rules of all, in a page and in its worker",
  needsChromium,
  () =>
    inPage(async ({ ask }) => {
      checkOutcomes(await ask("runLaws"));
      checkOutcomes(await ask("runLawsInWorker"));
      assert.deepEqual(await ask("paths"), []);
    }),
);

test(
  "a run that a page keeps is there when the page is opened again",
  needsChromium,
  () =>
    inPage(async ({ ask, reopen }) => {
      assert.deepEqual(await ask("save"), []);
      await reopen();
      const root = digest(scriptedRun());
      const expected = { digest: root, copied: root, failed: 0, verified: true };
      assert.deepEqual(await ask("read"), expected);
      const before = await ask("paths");
      assert.deepEqual(await ask("save"), []);
      assert.deepEqual(await ask("paths"), before);
    }),
);

test(
  "`opfsSink()` tells of a full storage, and leaves nothing by halves",
  needsChromium,
  () =>
    inPage(async ({ ask, allow }) => {
      assert.equal(await ask("put", "a/b", 100_000), undefined);
      await allow(2_000_000);
      for (const path of ["a/b", "c/d"]) {
        const { name, code, message, details } = (await ask("put", path, 4_000_000))!;
        assert.equal(`${name} ${code}`, "SinkError SINK_IO");
        assert.deepEqual(details, { path, retryable: true, reason: "QuotaExceededError" });
        assert.match(message, /^Cannot put "\w\/\w": the browser's storage for this site is full/);
      }
      assert.deepEqual(await ask("paths"), ["a/b"]);
      assert.equal(await ask("size", "a/b"), 100_000);
      await allow();
      assert.equal(await ask("put", "a/b", 4_000_000), undefined);
      assert.equal(await ask("size", "a/b"), 4_000_000);
      // A run that has no room is completed by the same call, its manifest last.
      await allow(4_050_000);
      const failed = await ask("save");
      assert.ok(
        failed.length > 0 && failed.every((line) => line.includes("storage for this site is full")),
        String(failed),
      );
      assert.ok(!(await ask("paths")).includes("kept/manifest.json"));
      await allow();
      assert.deepEqual(await ask("save"), []);
      assert.equal((await ask("read")).digest, digest(scriptedRun()));
    }),
);

test(
  "a page that is closed in the middle of a file leaves nothing under its name",
  needsChromium,
  () =>
    inPage(async ({ ask, reopen }) => {
      await ask("put", "a/b", 1000);
      await ask("begin", "a/b");
      await ask("begin", "a/c");
      while ((await ask("paths")).length < 3) await new Promise((r) => setTimeout(r, 20));
      await reopen();
      const left = (await ask("paths")).filter((path) => !/\/\.stemma-.*\.tmp/.test(path));
      assert.deepEqual(left, ["a/b"]);
      assert.equal(await ask("size", "a/b"), 1000);
    }),
);

test(
  "a page over plain http keeps no files, and says so",
  needsChromium,
  () =>
    inPage(async ({ ask, reopen, server }) => {
      await reopen(server.plainUrl);
      for (const told of [await ask("put", "a", 1), await ask("get", "a")]) {
        const { name, code, message } = told!;
        assert.equal(`${name} ${code}`, "SinkError SINK_IO");
        assert.match(message, /^Cannot \w+ "a": .* https pages alone$/);
      }
    }),
);
