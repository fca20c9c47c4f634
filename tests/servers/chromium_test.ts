import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { needsChromium, startChromium } from "./chromium.ts";
import { startPageServer } from "./page_server.ts";

const page = `<!doctype html><title>before</title>
<button>press</button><div>drop here</div><script src="/a.js"></script>`;
const script = `
document.querySelector("button").onclick = () => document.title = "pressed";
const place = document.querySelector("div");
place.ondragover = (event) => event.preventDefault();
place.ondrop = async (event) => {
  event.preventDefault();
  document.title = await event.dataTransfer.files[0].text();
};
globalThis.save = () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["saved"]));
  link.download = "saved.txt";
  link.click();
};
const complain = () => {
  try { eval("1"); } catch { /* told as a violation */ }
  fetch("/none");
  throw new Error("on purpose");
};
`;

test(
  "Chromium clicks, takes files, downloads, and tells of everything that goes wrong",
  needsChromium,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "stemma-page-"));
    const files = new Map([["index.html", page], ["a.js", script]]);
    const [chromium, server] = await Promise.all([startChromium(), startPageServer(files)]);
    try {
      const { page, complaints, ...opened } = await chromium.open(server.url);
      assert.equal(await page.title(), "before");
      await page.click("button");
      assert.equal(await page.title(), "pressed");
      writeFileSync(join(folder, "dropped.txt"), "dropped");
      await opened.drop("div", [join(folder, "dropped.txt")]);
      await page.waitForFunction("document.title === 'dropped'");
      await opened.downloadTo(folder);
      await page.evaluate("save()");
      while (!existsSync(join(folder, "saved.txt"))) await new Promise((r) => setTimeout(r, 20));
      assert.equal(readFileSync(join(folder, "saved.txt"), "utf8"), "saved");
      assert.equal(await page.evaluate("isSecureContext && crypto.subtle !== undefined"), true);
      assert.deepEqual(complaints, []);
      await page.evaluate("void setTimeout(complain)");
      await page.waitForNetworkIdle();
      const all = complaints.join("\n");
      assert.match(all, /uncaught: Error: on purpose/);
      assert.match(all, /policy: script-src forbids eval/);
      assert.match(all, /404/);
      await opened.close();
      const plain = await chromium.open(server.plainUrl);
      assert.equal(await plain.page.evaluate("crypto.subtle === undefined"), true);
    } finally {
      await chromium.stop();
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  },
);
