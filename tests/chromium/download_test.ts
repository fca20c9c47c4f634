import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { digest, runFromFiles, saveRun, zipSink } from "stemma";
import { toHex } from "../../lib/base/bytes.ts";
import { oracle } from "../oracle.ts";
import { scriptedRun } from "../scripted_run.ts";
import { bundlePage } from "../servers/bundle_page.ts";
import { needsChromium, startChromium } from "../servers/chromium.ts";
import { startPageServer } from "../servers/page_server.ts";
import { readZip } from "../sinks/read_zip.ts";

const canUnzip = oracle("unzip", spawnSync("unzip", ["-v"]).status === 0).skip === false;

test(
  "`downloadSink()` saves a run as one archive, without a click or where one was picked",
  needsChromium,
  async () => {
    const zip = zipSink();
    await saveRun(scriptedRun(), zip, { folder: "" });
    const expected = zip.bytes();
    const folder = mkdtempSync(join(tmpdir(), "stemma-downloads-"));
    const server = await startPageServer(await bundlePage("tests/chromium/download_page.ts"));
    const chromium = await startChromium();
    try {
      const { page, complaints, downloadTo } = await chromium.open(server.url);
      await downloadTo(folder);
      for (const [call, name] of [["save()", "run.zip"], ["save('r1 ü.zip')", "r1 ü.zip"]]) {
        assert.deepEqual(await page.evaluate(call), []);
        const saved = join(folder, name);
        while (!existsSync(saved)) await new Promise((resolve) => setTimeout(resolve, 20));
        const bytes = readFileSync(saved);
        assert.equal(toHex(bytes), toHex(expected), name);
        assert.equal(digest(runFromFiles(readZip(bytes))), digest(scriptedRun()));
        const unzipped = spawnSync("unzip", ["-t", saved], { encoding: "utf8" });
        if (canUnzip) assert.equal(unzipped.status, 0, unzipped.stdout);
      }
      assert.equal(await page.evaluate("saveTo()"), toHex(expected));
      assert.deepEqual(complaints, []);
      const refusal = /the archive's reader has given up.*Cannot save the archive: /;
      assert.match(await page.evaluate("saveToNone()") as string, refusal);
      const session = await page.createCDPSession();
      const quota = { origin: server.url, quotaSize: 1000 };
      await session.send("Storage.overrideQuotaForOrigin", quota);
      assert.match(await page.evaluate("saveTo()") as string, /Cannot save the archive: .* quota/);
    } finally {
      await chromium.stop();
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
);
