import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { logMetric, logParam, saveRun, startRun, zipSink } from "stemma";
import { needsChromium } from "../servers/chromium.ts";
import { VIEWER_POLICY } from "../../examples/viewer/bundle_viewer.ts";
import { graphSettled, openViewer } from "./open_viewer.ts";

/** A run that is little when it is folded, and takes Graphviz many seconds as a whole. */
function wideRun(things: number) {
  let run = startRun({ experiment: "wide", runId: "r1", name: "wide" });
  for (let i = 0; i < things; i++) {
    run = logParam(run, `p${i}`, i, { context: `c${i % 40}` });
    run = logMetric(run, `m${i}`, i, { context: `c${i * 7 % 40}` });
  }
  return run;
}

test("the viewer stops a drawing that takes long, and offers less", needsChromium, async () => {
  const viewer = await openViewer();
  const { page, folder, texts } = viewer;
  const choose = (value: string) =>
    page.$eval(`#graph option[value="${value}"]`, (option) => {
      const select = option.parentElement as HTMLSelectElement;
      select.value = (option as HTMLOptionElement).value;
      select.dispatchEvent(new Event("change"));
    });
  const press = () => page.$eval(".message button", (button) => (button as HTMLElement).click());
  const zip = async (things: number) => {
    const sink = zipSink();
    await saveRun(wideRun(things), sink, { formats: [] });
    const path = join(folder, `${things}.zip`);
    writeFileSync(path, await sink.bytes());
    return path;
  };
  try {
    await viewer.show(await zip(600));
    assert.equal(await graphSettled(viewer), "drawn");
    // Within the size that is drawn nothing takes long on a fast computer: less time is given.
    await page.$eval(
      '#graph option[value="1"]',
      (option) => (option as HTMLOptionElement).value = "0.05",
    );
    await choose("0.05");
    await choose("full");
    const said = await graphSettled(viewer);
    assert.equal(said, "The drawing was stopped after 0.05 s: there is much to draw.");
    assert.deepEqual(await texts("#status"), [said]);
    assert.deepEqual(await texts(".message button"), ["Draw less: folded"]);
    await choose("60");
    await choose("full");
    await page.waitForFunction(() =>
      document.querySelector(".message button")?.textContent === "Stop drawing"
    );
    await press();
    assert.equal(await graphSettled(viewer), "The drawing was stopped.");
    await press();
    assert.equal(await graphSettled(viewer), "drawn");
    assert.equal(
      await page.$eval("#graph select", (select) => (select as HTMLSelectElement).value),
      "auto",
    );

    await viewer.show(await zip(1500));
    await graphSettled(viewer);
    await choose("full");
    assert.equal(await graphSettled(viewer), "There is too much to draw it like this.");
    assert.deepEqual(viewer.complaints, []);
  } finally {
    await viewer.stop();
  }
});

test(
  "without WebAssembly the viewer shows all but the graph, and says so",
  needsChromium,
  async () => {
    const viewer = await openViewer(VIEWER_POLICY.replace(" 'wasm-unsafe-eval'", ""));
    try {
      const sink = zipSink();
      await saveRun(wideRun(3), sink);
      const path = join(viewer.folder, "run.zip");
      writeFileSync(path, await sink.bytes());
      assert.match(await viewer.show(path), /^This record stands/);
      await viewer.page.waitForSelector(".plot .dot");
      assert.equal((await viewer.texts("#params tbody tr")).length, 3);
      assert.match(await graphSettled(viewer), /^The graph could not be drawn: .*WebAssembly/);
      assert.equal(await viewer.page.$eval("#save-prov", (button) => button.tagName), "BUTTON");
    } finally {
      await viewer.stop();
    }
  },
);
