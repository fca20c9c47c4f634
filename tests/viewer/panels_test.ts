import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import {
  artifacts,
  bytesAsset,
  digest,
  endRun,
  logArtifact,
  logDataset,
  logMetric,
  logParams,
  metrics,
  params,
  provToJson,
  type Run,
  saveRun,
  setTags,
  startRun,
  summarize,
  toProv,
  zipSink,
} from "stemma";
import { fsSink } from "stemma/fs";
import { renderSvg } from "stemma/svg";
import { needsChromium } from "../servers/chromium.ts";
import { graphSettled, type OpenViewer, openViewer } from "./open_viewer.ts";

/** A run with something in each panel, and numbers that are not finite. */
function sampleRun(runId: string): Run {
  let run = startRun({
    experiment: "digits",
    runId,
    name: `the ${runId}`,
    description: "A run to look at",
    agent: { name: "Ada" },
  });
  run = setTags(run, { task: "classification" });
  run = logParams(run, { seed: 7n, rate: 0.02, deep: { name: "adam" }, none: null });
  for (let i = 0; i < 400; i++) {
    const value = i === 100 ? NaN : i === 200 ? Infinity : i === 300 ? -Infinity : 1 / (i + 1);
    run = logMetric(run, "loss", value, { context: "training" });
    if (i % 40 === 0) run = logMetric(run, "loss", 2 / (i + 1), { context: "validation" });
  }
  run = logMetric(run, "time", 12.5, { unit: "s" });
  run = logArtifact(run, bytesAsset("weights.bin", new Uint8Array(3000)));
  run = logDataset(run, { name: "MNIST", samples: 5000 }, { label: "train" });
  return endRun(run);
}

const run = sampleRun("r1");
const other = sampleRun("r2");

async function compare(viewer: OpenViewer, run: Run): Promise<void> {
  const { texts, page } = viewer;
  assert.deepEqual(await texts("#name"), [run.name]);
  assert.deepEqual(await texts(".chip"), ["finished"]);
  const names = await texts("dt"), values = await texts("dd");
  const facts = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  assert.equal(facts.Run, run.runId);
  assert.equal(facts.Experiment, "digits");
  assert.equal(facts.By, "Ada");
  assert.equal(facts.Tags, "task=classification");
  assert.equal(facts.Digest, digest(run));
  assert.match(facts.Log, new RegExp(`^${run.length} events, by stemma `));
  assert.match(facts.Started, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  assert.equal(
    (await texts(".verdict strong"))[0],
    "This record stands: its parts agree, and nothing is signed.",
  );

  const rows = async (selector: string) =>
    await page.$$eval(
      `${selector} tbody tr`,
      (found) => found.map((row) => Array.from(row.children, ({ textContent }) => textContent)),
    );
  assert.deepEqual(
    await rows("#params"),
    params(run).map(({ key, value, direction }) => [key, String(value), direction]),
  );
  const [{ name, version, sha256 }] = artifacts(run);
  const [file, dataset] = await rows("#files");
  assert.deepEqual(file.slice(0, 2), [`${name} ${version}`, "2.9 KiB"]);
  assert.equal(file[4], sha256);
  assert.deepEqual(dataset.slice(0, 3), ["train", "input", "name MNIST, samples 5\u202f000"]);

  assert.deepEqual(await texts(".card h3"), ["loss", "time (s)"]);
  assert.deepEqual(await texts(".key span:first-of-type"), ["training", "validation", "run"]);
  const lengths = metrics(run).map(({ length }) => String(length));
  assert.deepEqual(await texts(".key .dim"), lengths);
  await page.waitForSelector(".plot");
  const paths = await page.$$eval(
    ".card:first-child .line",
    (lines) => lines.map((line) => line.getAttribute("d")!),
  );
  // Each of the three that are not finite breaks the line, and has its mark.
  assert.deepEqual(paths.map((path) => path.match(/M/g)!.length), [4, 1]);
  const marks = await page.$eval(".card:first-child .mark", (mark) => mark.getAttribute("d")!);
  assert.equal(marks.match(/M/g)!.length, 3);
  assert.equal(await page.$$eval(".card:nth-child(2) .dot", ({ length }) => length), 1);
  await page.click("#summaries summary");
  const statistics = summarize(run).map((
    { count, finite },
  ) => [String(count), String(count - finite)]);
  assert.deepEqual((await rows("#summaries")).map((row) => row.slice(2, 4)), statistics);

  assert.equal(await graphSettled(viewer), "drawn");
}

test("the viewer shows a run that is dropped or picked", needsChromium, async (context) => {
  const viewer = await openViewer();
  const { page, folder, complaints } = viewer;
  try {
    await saveRun(run, fsSink(folder));
    const zip = zipSink();
    await saveRun(other, zip);
    writeFileSync(join(folder, "other.zip"), await zip.bytes());
    const both = zipSink();
    for (const each of [run, other]) await saveRun(each, both);
    writeFileSync(join(folder, "both.zip"), await both.bytes());

    await context.test("a folder", async () => {
      await viewer.show(join(folder, "digits/r1"));
      await compare(viewer, run);
    });
    await context.test("a zip", async () => {
      await viewer.show(join(folder, "other.zip"));
      await compare(viewer, other);
    });
    await context.test("a folder that somebody changed", async () => {
      writeFileSync(join(folder, "digits/r1/metrics/run/time.csv"), "better");
      assert.equal(
        await viewer.show(join(folder, "digits/r1")),
        "This record does not stand: 1 error.",
      );
      const found = await viewer.texts("#verification td:nth-child(3)");
      assert.ok(found.includes("metrics/run/time.csv"), found.join());
    });
    await context.test("many runs, one chosen by the keyboard", async () => {
      await viewer.show(join(folder, "both.zip"));
      assert.deepEqual(await viewer.texts("#name"), ["the r1"]);
      assert.deepEqual(await viewer.texts(".chooser option"), ["digits/r1/", "digits/r2/"]);
      await page.focus(".chooser select");
      await page.keyboard.press("ArrowDown");
      await page.waitForFunction(() => document.querySelector("#name")?.textContent === "the r2");
      await page.waitForSelector(".verdict.good");
    });
    await context.test("by keys alone", async () => {
      await page.reload();
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement?.id), "pick-folder");
      await page.keyboard.press("Tab");
      const opening = page.waitForFileChooser();
      // The browser has to know first that no dialog is wanted.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await page.keyboard.press("Enter");
      const chooser = await opening;
      await chooser.accept([join(folder, "other.zip")]);
      await page.waitForSelector(".verdict.good");
      await page.waitForSelector(".plot");
      const before = await page.$eval(".card .line", (line) => line.getAttribute("d"));
      while (await page.evaluate(() => document.activeElement?.textContent) !== "log") {
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Space");
      assert.equal(await page.$eval(".card .bar button", (log) => log.ariaPressed), "true");
      assert.notEqual(await page.$eval(".card .line", (line) => line.getAttribute("d")), before);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Space");
      assert.equal(await page.$$eval(".card:first-child .line", ({ length }) => length), 1);
      assert.equal(await graphSettled(viewer), "drawn");
      const width = () => page.$eval(".view img", ({ clientWidth }) => clientWidth);
      const [before100] = [await width()];
      await page.focus(".view");
      await page.keyboard.press("+");
      assert.ok(await width() > before100);
      assert.equal(await page.$eval("#status", ({ role }) => role), "status");
    });
    await context.test("and gives PROV-JSON and SVG", async () => {
      await viewer.downloadTo(folder);
      const saved = async (button: string, name: string) => {
        await page.$eval(button, (element) => (element as HTMLElement).click());
        while (!existsSync(join(folder, name))) await new Promise((r) => setTimeout(r, 20));
        return readFileSync(join(folder, name), "utf8");
      };
      assert.equal(
        await saved("#save-prov", "prov.json"),
        provToJson(toProv(other), { indent: 2 }),
      );
      const svg = await saved("#save-svg", "prov.svg");
      assert.equal(svg, await renderSvg(other, { title: "Provenance of the run" }));
    });
    assert.deepEqual(complaints, []);
  } finally {
    await viewer.stop();
  }
});
