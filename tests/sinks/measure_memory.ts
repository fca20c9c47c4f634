// Sends a large generated file through a sink and prints by how many MB the process grew at most:
// measure_memory.ts zip|fs|fetch|s3 <MB>
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Sink, SinkFile } from "../../lib/bundle/file.ts";
import { fetchSink } from "../../lib/sinks/fetch_sink.ts";
import { fsSink } from "../../lib/sinks/fs_sink.ts";
import { s3Sink } from "../../lib/sinks/s3_sink.ts";
import { zipSink } from "../../lib/sinks/zip_sink.ts";
import { startVersitygwServer } from "../servers/versitygw.ts";

const [kind, megabytes] = process.argv.slice(2);
const CHUNK = 1024 * 1024;
const count = Number(megabytes);

const chunk = (i: number) => new Uint8Array(CHUNK).fill(i % 251);
const hash = createHash("sha256");
for (let i = 0; i < count; i++) hash.update(chunk(i));

const file: SinkFile = {
  path: "large.png",
  size: count * CHUNK,
  mediaType: "image/png",
  sha256: hash.digest("hex"),
  bytes: () => {
    throw new Error("Cannot hold it in memory");
  },
  stream: () => {
    let i = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (i === count) controller.close();
        else controller.enqueue(chunk(i++));
      },
    }, { highWaterMark: 0 });
  },
};

const run = {
  async zip() {
    const sink = zipSink();
    const reading = drain(sink.stream());
    await sink.put(file);
    await sink.close();
    await reading;
  },
  async fs() {
    const folder = mkdtempSync(join(tmpdir(), "stemma-memory-"));
    try {
      await fsSink(folder).put(file);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
  async fetch() {
    const server = createServer((request, response) => {
      request.on("data", () => {});
      request.on("end", () => response.writeHead(201).end());
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const sink: Sink = fetchSink(`http://127.0.0.1:${port}`);
    await sink.put(file);
  },
  async s3() {
    const server = await startVersitygwServer();
    await s3Sink({ bucket: "runs", endpoint: server.url, ...server.keys }).put(file);
    await server.stop();
  },
};

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  const reader = stream.getReader();
  while (!(await reader.read()).done);
}

const megabytesNow = () => process.memoryUsage().rss / 1024 / 1024;
const before = megabytesNow();
let most = before;
const watch = setInterval(() => most = Math.max(most, megabytesNow()), 20);
await run[kind as keyof typeof run]();
clearInterval(watch);
console.log(Math.round(Math.max(most, megabytesNow()) - before));
process.exit(0);
