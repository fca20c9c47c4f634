import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";

/** Reads an archive by its directory, as far as tests need it: no ZIP64. */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  assert.equal(view.getUint32(end, true), 0x06054b50, "the end record");
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  assert.equal(start + view.getUint32(end + 12, true), end);
  const files = new Map<string, Uint8Array>();
  let at = start;
  for (let i = 0; i < count; i++) {
    assert.equal(view.getUint32(at, true), 0x02014b50, "a directory header");
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder("utf-8", { fatal: true })
      .decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    assert.equal(view.getUint32(local, true), 0x04034b50, "a local header");
    const data = local + 30 + view.getUint16(local + 26, true) +
      view.getUint16(local + 28, true);
    const packed = bytes.subarray(data, data + view.getUint32(at + 20, true));
    const method = view.getUint16(at + 10, true);
    const content = method === 8 ? inflateRawSync(packed) : packed;
    assert.equal(content.length, view.getUint32(at + 24, true), "the size");
    assert.ok(!files.has(name), `${name} is there twice`);
    files.set(name, content);
    at += 46 + nameLength + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  assert.equal(at, end);
  return files;
}
