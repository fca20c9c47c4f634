import assert from "node:assert/strict";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { zipSync } from "fflate";
import {
  bytesAsset,
  defineContext,
  endRun,
  logArtifact,
  logDataset,
  logMetric,
  logParam,
  memorySink,
  referenceAsset,
  saveRun,
  setTag,
  startRun,
  zipSink,
} from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { needsChromium } from "../servers/chromium.ts";
import { graphSettled, type OpenViewer, openViewer } from "./open_viewer.ts";

/** Texts that set `canary` where something runs them. */
const SCRIPTS = [
  "<img src=x onerror=globalThis.canary=1>",
  "<script>globalThis.canary=1</script>",
  '"><svg onload="globalThis.canary=1">',
  "</svg><script>globalThis.canary=1</script>",
  "javascript:globalThis.canary=1",
  "</title><style>*{display:none}</style><iframe srcdoc='<script>top.canary=1</script>'>",
  "{{constructor.constructor('globalThis.canary=1')()}}",
  "\u202e\u0000\u001b[31m <b onmouseover=globalThis.canary=1>",
];

/** A run that says such things wherever it can. */
function scriptedRun() {
  let run = startRun({
    experiment: "hostile",
    runId: "r1",
    name: SCRIPTS[0],
    description: SCRIPTS.join("\n"),
    agent: { name: SCRIPTS[2], id: "javascript:globalThis.canary=1" },
  });
  for (const text of [...SCRIPTS, ...hostileNames]) {
    run = logParam(run, text || "empty", text);
    run = setTag(run, text || "empty", text);
    run = defineContext(run, `context ${text}`);
    run = logMetric(run, `metric ${text}`, 1, { context: `context ${text}`, source: text || "s" });
    run = logArtifact(run, bytesAsset(text || "empty", new Uint8Array(3)), {
      name: `file ${text}`,
    });
    run = logDataset(run, { name: text, split: text }, { label: `data ${text}` });
  }
  run = logArtifact(run, referenceAsset("javascript:globalThis.canary=1"), { name: "link" });
  return endRun(run, { status: "FAILED", error: new Error(SCRIPTS.join(" ")) });
}

/** What the page must be after each thing that was dropped: nothing ran, and it still answers. */
async function unharmed({ page, complaints }: OpenViewer): Promise<void> {
  assert.equal(await page.evaluate(() => (globalThis as { canary?: unknown }).canary), undefined);
  assert.deepEqual(complaints, []);
  assert.equal(
    await page.$$eval("iframe, object, embed, main script, main style", ({ length }) => length),
    0,
  );
  assert.equal(await page.$$eval("main a", ({ length }) => length), 0);
}

const small = startRun({ experiment: "e", runId: "r1" });

async function smallFiles(): Promise<Record<string, Uint8Array>> {
  const { files, ...sink } = memorySink();
  await saveRun(logMetric(small, "loss", 1), sink);
  return Object.fromEntries(files);
}

/** A zip whose one directory entry was changed. */
function forged(
  files: Record<string, Uint8Array>,
  change: (view: DataView, entry: number) => void,
) {
  const zip = zipSync(files);
  const view = new DataView(zip.buffer);
  let at = zip.length - 4;
  while (view.getUint32(at, true) !== 0x02014b50) at--;
  change(view, at);
  return zip;
}

test("the viewer runs nothing that a run says", needsChromium, async (context) => {
  const viewer = await openViewer();
  const { folder, texts } = viewer;
  try {
    const run = scriptedRun();
    const zip = zipSink();
    await saveRun(run, zip);
    writeFileSync(join(folder, "scripts.zip"), await zip.bytes());
    assert.match(await viewer.show(join(folder, "scripts.zip")), /^This record stands/);
    assert.deepEqual(await texts("#name"), [SCRIPTS[0]]);
    const shown = await texts("#params td:first-child");
    for (const text of SCRIPTS) assert.ok(shown.includes(text), text);
    context.diagnostic(`graph: ${await graphSettled(viewer)}`);
    await unharmed(viewer);
  } finally {
    await viewer.stop();
  }
});

test(
  "the viewer says what is wrong with what is no run, and goes on",
  needsChromium,
  async (context) => {
    const viewer = await openViewer();
    const { folder } = viewer;
    const path = (name: string) => join(folder, name);
    const write = (
      name: string,
      bytes: Uint8Array | string,
    ) => (writeFileSync(path(name), bytes), path(name));
    const files = await smallFiles();
    const log = files["e/r1/run.log"];
    const cases: Record<string, [make: () => string, says: RegExp]> = {
      "a path upward": [
        () => write("up.zip", zipSync({ ...files, "../x": log })),
        /"\.\.\/x" leads out of it/,
      ],
      "an absolute path": [
        () => write("absolute.zip", zipSync({ ...files, "/etc/passwd": log })),
        /leads out of it/,
      ],
      "a file that says it has a gigabyte": [
        () =>
          write(
            "gigabyte.zip",
            forged(files, (view, at) => view.setUint32(at + 24, 2 ** 30, true)),
          ),
        /cannot be as large as it says/,
      ],
      "a zip bomb for a log": [
        () => write("log.zip", zipSync({ "run.log": new Uint8Array(2 ** 26) }, { level: 9 })),
        /Cannot read|log/,
      ],
      "a zip bomb for a manifest": [
        () =>
          write(
            "manifest.zip",
            zipSync({ "run.log": log, "manifest.json": new Uint8Array(2 ** 26) }),
          ),
        /does not stand|manifest/,
      ],
      "a manifest that nests deeply": [
        () =>
          write(
            "deep.zip",
            zipSync({ "run.log": log, "manifest.json": bytes("[".repeat(1_000_000)) }),
          ),
        /does not stand|manifest/,
      ],
      "a graph that nests deeply": [
        () => {
          const prov = bytes(`{"a":${"[".repeat(1_000_000)}`);
          return write("prov.zip", zipSync({ ...files, "e/r1/prov.json": prov }));
        },
        /does not stand: \d+ error/,
      ],
      "thousands of files": [
        () => {
          const many = Array.from(
            { length: 4000 },
            (_, i) => [`e/r1/more/${i}`, new Uint8Array(1)],
          );
          return write(
            "many.zip",
            zipSync({ ...files, ...Object.fromEntries(many) }, { level: 0 }),
          );
        },
        /does not stand: 4\u202f000 errors/,
      ],
      "a zip that is cut": [
        () => write("cut.zip", zipSync(files).subarray(0, 300)),
        /end is missing/,
      ],
      "a zip without a run": [
        () => write("none.zip", zipSync({ "notes.txt": bytes("no log") })),
        /There is no run in it/,
      ],
      "junk of 200 MB": [
        () => {
          write("junk.bin", "junk");
          truncateSync(path("junk.bin"), 200_000_000);
          return path("junk.bin");
        },
        /There is no run in it/,
      ],
      "a log of 200 MB that is none": [
        () => {
          mkdirSync(path("sparse"));
          write("sparse/run.log", "junk");
          truncateSync(path("sparse/run.log"), 200_000_000);
          return path("sparse");
        },
        /Cannot read|log/,
      ],
      "a log that is torn": [
        () => {
          mkdirSync(path("torn"));
          write("torn/run.log", log.subarray(0, log.length - 7));
          write("torn/manifest.json", files["e/r1/manifest.json"]);
          return path("torn");
        },
        /This record does not stand/,
      ],
      "a log whose bytes are others": [
        () => {
          const changed = log.map((byte, i) => i > 60 && i % 7 === 0 ? byte ^ 0x55 : byte);
          return write("changed.zip", zipSync({ ...files, "e/r1/run.log": changed }));
        },
        /does not stand|Cannot read/,
      ],
      "an empty folder": [
        () => (mkdirSync(path("empty")), path("empty")),
        /There is no file in it/,
      ],
      "a folder that is no run": [
        () => {
          mkdirSync(path("other"));
          write("other/manifest.json", "{}");
          return path("other");
        },
        /the file run\.log was taken out/,
      ],
      "a folder of names that mean something else": [
        () => {
          mkdirSync(path("names/a"), { recursive: true });
          for (
            const name of ["__proto__", "constructor", "%2e%2e", "a/..b", "C:", "<b>", "a\\..\\b"]
          ) {
            write(`names/${name}`, "x");
          }
          write("names/run.log", log);
          return path("names");
        },
        /does not stand/,
      ],
      "a disk of files": [
        () => {
          mkdirSync(path("disk"));
          for (let i = 0; i < 20_100; i++) write(`disk/${i}`, "");
          return path("disk");
        },
        /more than 20000 files/,
      ],
    };
    try {
      for (const [what, [make, says]] of Object.entries(cases)) {
        await context.test(what, async () => {
          const given = make();
          const begin = performance.now();
          const said = await viewer.show(given);
          context.diagnostic(`${what}: ${Math.round(performance.now() - begin)} ms: ${said}`);
          assert.match(said, says);
          await unharmed(viewer);
        });
      }
      await context.test("and then a run", async () => {
        const said = await viewer.show(write("sound.zip", zipSync(files)));
        assert.match(said, /^This record stands/);
      });
    } finally {
      await viewer.stop();
    }
  },
);

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
