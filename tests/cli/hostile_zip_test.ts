import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { Buffer } from "node:buffer";
import test from "node:test";
import { unzipFiles } from "../../lib/cli/unzip.ts";
import { withSavedRuns } from "./saved_runs.ts";
import { stemma } from "./stemma.ts";

const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
const content = new TextEncoder().encode("no log");

/** Where a signature stands in an archive. */
function find(zip: Uint8Array, signature: number): number {
  const view = new DataView(zip.buffer, zip.byteOffset);
  for (let at = 0; at + 4 <= zip.length; at++) {
    if (view.getUint32(at, true) === signature) return at;
  }
  throw new RangeError("the archive lacks it");
}

/** An archive with one file whose directory was changed. */
function forged(change: (view: DataView, directory: number, end: number) => void): Uint8Array {
  const zip = zipSync({ "run.log": content });
  change(new DataView(zip.buffer), find(zip, DIRECTORY), find(zip, END));
  return zip;
}

const hostile: Readonly<Record<string, Uint8Array>> = {
  "is cut short": zipSync({ "run.log": content }).subarray(0, 60),
  "says that its file is as large as memory": forged((view, directory) =>
    view.setUint32(directory + 24, 0xfffffff0, true)
  ),
  "says that its file lies outside": forged((view, directory) =>
    view.setUint32(directory + 20, 0xfffffff0, true)
  ),
  "counts more files than it has room for": forged((view, _, end) => {
    view.setUint16(end + 8, 0xffff, true);
    view.setUint16(end + 10, 0xffff, true);
  }),
  "is packed in a way that nobody knows": forged((view, directory) =>
    view.setUint16(directory + 10, 99, true)
  ),
  "holds a file that is no log": zipSync({ "run.log": content }),
  "holds no run": zipSync({ "notes.txt": content }),
  "unpacks one file a thousand times": overlapping(1100),
};

/** An archive whose directory names one file of a mebibyte many times. */
function overlapping(count: number, nameOf: (i: number) => string = String): Uint8Array {
  const zip = zipSync({ "0000/run.log": new Uint8Array(2 ** 20) });
  const directory = find(zip, DIRECTORY), end = find(zip, END);
  const entries = Array.from({ length: count }, (_, i) => {
    const entry = zip.slice(directory, end);
    entry.set(new TextEncoder().encode(nameOf(i).padStart(4, "0")), 46);
    return entry;
  });
  const tail = zip.slice(end);
  new DataView(tail.buffer).setUint16(8, count, true);
  new DataView(tail.buffer).setUint16(10, count, true);
  return Buffer.concat([zip.subarray(0, directory), ...entries, tail]);
}

for (const [what, input] of Object.entries(hostile)) {
  test(`an archive that ${what} is refused in one line`, () => {
    const { code, stdout, stderr } = stemma(["show", "-"], { input });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^stemma: [^\n]+\n$/);
  });
}

test("only logs and manifests are unpacked", async () => {
  await withSavedRuns(["run-1"], ({ zip }) => {
    const asked: string[] = [];
    const files = unzipFiles("a zip", zip, (path) => {
      asked.push(path);
      return path.endsWith("run.log");
    });
    assert.deepEqual([...files.keys()], ["digits/run-1/run.log"]);
    assert.ok(asked.length > 5);
  });
});

test("an archive in which a path is ambiguous, or no key of an object, is refused", () => {
  const twice = overlapping(2, () => "0000");
  assert.throws(() => unzipFiles("a zip", twice, () => true), /it holds "0000\/run\.log" twice/);
  const latin = Buffer.from(zipSync({ "--proto--": content })).toString("latin1");
  const hidden = Buffer.from(latin.replaceAll("--proto--", "__proto__"), "latin1");
  assert.throws(() => unzipFiles("a zip", hidden, () => true), /a file in it is called/);
});
