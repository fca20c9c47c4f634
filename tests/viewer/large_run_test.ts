import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { endRun, logMetric, type Run, saveRun, startRun } from "stemma";
import { fsSink } from "stemma/fs";
import { needsChromium } from "../servers/chromium.ts";
import { graphSettled, openViewer } from "./open_viewer.ts";

const POINTS = 1_000_000;
const SERIES = 4;

function largeRun(): Run {
  let run = startRun({ experiment: "large", runId: "r1" });
  for (let i = 0; i < POINTS / SERIES; i++) {
    for (let key = 0; key < SERIES; key++) {
      const value = i === 77_777 && key === 1 ? 99 : Math.sin(i / 9_000) + (i * 7919 % 100) / 500;
      run = logMetric(run, `metric ${key}`, value, { step: i });
    }
  }
  return endRun(run);
}

test(
  "the viewer draws a run of a million points and stays awake",
  { ...needsChromium, timeout: 120_000 },
  async (context) => {
    const viewer = await openViewer();
    const { page, folder } = viewer;
    try {
      const run = largeRun();
      await saveRun(run, fsSink(folder), { formats: [] });
      await page.evaluate(() => {
        const told = globalThis as unknown as Record<string, number>;
        told.longest = 0;
        // Tasks of more than 50 ms: meanwhile no click is answered.
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) {
            told.longest = Math.max(told.longest, duration);
          }
        }).observe({ type: "longtask" });
        addEventListener("drop", () => told.begin = performance.now(), true);
        new MutationObserver(() => {
          if (told.first === undefined && document.querySelector(".plot .line") !== null) {
            requestAnimationFrame(() => told.first ??= performance.now() - told.begin);
          }
        }).observe(document, { subtree: true, childList: true });
      });
      assert.match(await viewer.show(join(folder, "large/r1")), /^This record stands/);
      await page.waitForSelector("#summaries summary");
      const { first, longest } = await page.evaluate(() => {
        const { first, longest } = globalThis as unknown as Record<string, number>;
        return { first, longest };
      });
      const task = Math.max(50, Math.round(longest));
      context.diagnostic(`first plot after ${Math.round(first)} ms, longest task ${task} ms`);
      assert.ok(first > 0);
      assert.deepEqual(await viewer.texts(".key .dim"), Array(SERIES).fill("250\u202f000"));
      // The one high point is kept, so the axis has room for it.
      const ticks = await viewer.texts('[aria-label="Metric metric 1"] .plot text');
      assert.ok(ticks.includes("80"), ticks.join());
      assert.equal(await graphSettled(viewer), "drawn");
      assert.deepEqual(viewer.complaints, []);
    } finally {
      await viewer.stop();
    }
  },
);
