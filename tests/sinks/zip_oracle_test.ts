import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Buffer } from "node:buffer";
import test from "node:test";
import type { SinkFile } from "../../lib/bundle/file.ts";
import {
  dataDescriptor,
  directoryHeader,
  endRecords,
  localHeader,
  type ZipEntry,
} from "../../lib/sinks/zip_format.ts";
import { zipSink } from "../../lib/sinks/zip_sink.ts";
import { oracle } from "../oracle.ts";
import { readZip } from "./read_zip.ts";
import { runScript } from "./run_script.ts";
import { digestOf } from "./sink_files.ts";
import { archiveContents, makeArchive } from "./zip_archive.ts";

const can = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const python = oracle("python3 with zipfile", can("python3", "-c", "import zipfile, zlib"));
const unzip = oracle("unzip", can("unzip", "-v"));

/** Prints `{path: [size, SHA-256, date, mode]}` of an archive whose checksums were compared. */
const READ = `
import hashlib, json, sys, zipfile
def digest(f):
    h = hashlib.sha256()
    while True:
        b = f.read(1 << 20)
        if not b: return h.hexdigest()
        h.update(b)
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps({i.filename: [i.file_size, digest(z.open(i)), list(i.date_time), i.external_attr >> 16] for i in z.infolist()}))
`;

type Listing = Record<string, [size: number, sha256: string, date: number[], mode: number]>;

function readByPython(archive: string): Listing {
  const { stdout, stderr } = spawnSync("python3", ["-c", READ, archive], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}

function testByUnzip(archive: string): void {
  const { status, stdout, stderr } = spawnSync("unzip", ["-tqq", archive], { encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
}

async function withArchive(bytes: Uint8Array, check: (path: string) => void | Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "stemma-zip-"));
  try {
    const path = join(folder, "archive.zip");
    writeFileSync(path, bytes);
    await check(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("`zipSink()` writes what Python's zipfile reads", python, async () => {
  await withArchive(await makeArchive(), (path) => {
    const expected = archiveContents().map(([name, bytes]) => [
      name,
      [bytes.length, digestOf(bytes), [1980, 1, 1, 0, 0, 0], 0o100644],
    ]);
    assert.deepEqual(readByPython(path), Object.fromEntries(expected));
  });
});

test("`zipSink()` writes what `unzip` finds no fault with", unzip, async () => {
  await withArchive(await makeArchive(), testByUnzip);
});

test("`zipSink()` writes the same bytes in every time zone and on every runtime", () => {
  const script = "tests/sinks/print_zip_digest.ts";
  const seen = ["UTC", "Asia/Tokyo", "America/St_Johns"].map((TZ) =>
    runScript(script, [], { TZ }).trim().split(" ")
  );
  assert.deepEqual(seen.map(([offset]) => offset), ["0", "-540", "210"]);
  // The suite runs on three runtimes: the digest is the same on all.
  const golden = "2b8b98f4f6d555049c754bc82ba6bdca43324065002cd892b86301bb3bb19da2";
  assert.deepEqual(seen.map(([, digest]) => digest), [golden, golden, golden]);
});

test("the zip format has 8-byte fields where a file needs them", {
  skip: python.skip || unzip.skip,
}, async () => {
  const content = new TextEncoder().encode("content");
  const entries: ZipEntry[] = [];
  const parts: Uint8Array[] = [];
  let offset = 0;
  const add = (part: Uint8Array) => {
    parts.push(part);
    offset += part.length;
  };
  for (const streamed of [true, false]) {
    const entry: ZipEntry = {
      name: new TextEncoder().encode(`streamed ${streamed}`),
      deflated: false,
      streamed,
      wide: true,
      crc: crcByPython(content),
      size: content.length,
      packed: content.length,
      offset,
    };
    entries.push(entry);
    add(localHeader(entry));
    add(content);
    if (streamed) add(dataDescriptor(entry));
  }
  const start = offset;
  for (const entry of entries) add(directoryHeader(entry));
  add(endRecords(entries.length, offset - start, start));
  await withArchive(Buffer.concat(parts), (path) => {
    assert.deepEqual(Object.keys(readByPython(path)), ["streamed true", "streamed false"]);
    testByUnzip(path);
  });
});

test(
  "the zip format lists more files than 16 bits count",
  { skip: python.skip || unzip.skip },
  async () => {
    const count = 66_000;
    const parts: Uint8Array[] = [];
    const headers: Uint8Array[] = [];
    let offset = 0;
    for (let i = 0; i < count; i++) {
      const entry: ZipEntry = {
        name: new TextEncoder().encode(`${i}`),
        deflated: false,
        streamed: false,
        wide: false,
        crc: 0,
        size: 0,
        packed: 0,
        offset,
      };
      const header = localHeader(entry);
      parts.push(header);
      headers.push(directoryHeader(entry));
      offset += header.length;
    }
    const size = headers.reduce((sum, header) => sum + header.length, 0);
    parts.push(...headers, endRecords(count, size, offset));
    await withArchive(Buffer.concat(parts), (path) => {
      assert.equal(Object.keys(readByPython(path)).length, count);
      testByUnzip(path);
    });
  },
);

const large = process.env.STEMMA_LARGE === "1";

// Four minutes of work and more: what is cheap of ZIP64 is tested above.
test("`zipSink()` writes files and archives of more than 4 GiB", {
  skip: !large && "it takes minutes; STEMMA_LARGE=1 runs it",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "stemma-zip-"));
  try {
    const path = join(folder, "archive.zip");
    const out = openSync(path, "w");
    const sink = zipSink();
    // Zeros are left out of the file on the disk, which is as long and takes no room.
    const written = (async () => {
      let at = 0;
      for await (const piece of sink.stream()) {
        if (piece.some((byte) => byte !== 0)) writeSync(out, piece, 0, piece.length, at);
        at += piece.length;
      }
      ftruncateSync(out, at);
      closeSync(out);
    })();
    const stored = zeroFile("stored.png", 4200, "image/png");
    const deflated = zeroFile("deflated", 4200, "text/plain");
    for (const file of [stored, deflated, zeroFile("after", 1, "text/plain")]) await sink.put(file);
    await sink.close();
    await written;
    const listing = readByPython(path);
    assert.deepEqual(
      Object.entries(listing).map(([name, [size, sha256]]) => ({ name, size, sha256 })),
      [stored, deflated, zeroFile("after", 1, "")].map((file) => ({
        name: file.path,
        size: file.size,
        sha256: file.sha256,
      })),
    );
    testByUnzip(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a file that failed in the middle of an archive does not show", async () => {
  const archive = await makeArchive();
  const names = archiveContents().map(([name]) => name);
  assert.deepEqual([...readZip(archive).keys()], names);
});

function crcByPython(bytes: Uint8Array): number {
  const script = "import sys, zlib; print(zlib.crc32(sys.stdin.buffer.read()))";
  return Number(spawnSync("python3", ["-c", script], { input: bytes, encoding: "utf8" }).stdout);
}

const zeros = new Uint8Array(2 ** 20);

function zeroFile(path: string, megabytes: number, mediaType: string): SinkFile {
  const hash = createHash("sha256");
  for (let i = 0; i < megabytes; i++) hash.update(zeros);
  const stream = () => {
    let i = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (i++ === megabytes) controller.close();
        else controller.enqueue(zeros);
      },
    }, { highWaterMark: 0 });
  };
  return {
    path,
    size: megabytes * 2 ** 20,
    mediaType,
    sha256: hash.digest("hex"),
    bytes: () => zeros,
    stream,
  };
}
