import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { artifacts, digest, runFromFiles } from "stemma";
import { recoverRun } from "stemma/fs";
import { inFolder } from "../assets/temporary_folder.ts";
import { startScript, untilEnded } from "../journal/run_script.ts";
import { contentOf, nameOf } from "./upload_content.ts";

/** How many processes are killed before one may end, and how many artifacts they log. */
const KILLS = process.env.STEMMA_LONG ? 40 : 4;
const ARTIFACTS = 8 * KILLS;

/** A server that takes its time, and counts how often each file came whole. */
async function startSlowServer() {
  const files = new Map<string, Uint8Array>();
  const whole = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url!.slice(1));
    const held = files.get(path);
    if (request.method === "HEAD") {
      const header: [string, string][] = held === undefined ? [] : [["x-sha256", sha256(held)]];
      return void response.writeHead(held === undefined ? 404 : 200, Object.fromEntries(header))
        .end();
    }
    const bytes = await slowly(request).catch(() => undefined);
    if (bytes === undefined) return;
    files.set(path, bytes);
    whole.set(path, (whole.get(path) ?? 0) + 1);
    response.writeHead(201).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, files, whole, close };
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Reads a body slowly; it fails where the other side is killed in the middle. */
async function slowly(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
    await sleep(15);
  }
  await sleep(10);
  if (!request.complete || request.socket.destroyed) throw new Error("cut off");
  return Buffer.concat(chunks);
}

test("a process killed while it uploads: another one sends the rest, and nothing twice", () =>
  inFolder({ "files/x": "" }, async (folder) => {
    const server = await startSlowServer();
    try {
      const place = `${folder}/run`;
      let acknowledged = 0;
      let arrivedAtKills = 0;
      const run = async (arrivals = Infinity) => {
        const child = startScript("tests/destinations/upload_writer.ts", [
          place,
          `${folder}/files`,
          server.url,
          String(ARTIFACTS),
        ]);
        let said = "";
        child.stdout!.on("data", (data) => said += data);
        const before = server.whole.size;
        const timer = setInterval(() => {
          const acks = said.match(/^acked \d+$/gm) ?? [];
          if (acks.length > 0) acknowledged = Number(acks.at(-1)!.slice(6));
          // Something has arrived, and something is under way.
          if (server.whole.size >= before + arrivals) child.kill("SIGKILL");
        }, 2);
        await untilEnded(child);
        clearInterval(timer);
        return said;
      };
      for (let i = 0; i < KILLS; i++) {
        const said = await run(1 + i % 3);
        assert.ok(!said.includes("done"));
        arrivedAtKills = server.whole.size;
        const { run: held } = await recoverRun(place);
        assert.ok(artifacts(held).length >= acknowledged);
      }
      assert.ok(arrivedAtKills > 0 && arrivedAtKills < ARTIFACTS, "killed in the middle");
      assert.match(await run(), /^done$/m);

      const { run: whole } = await recoverRun(place);
      for (let i = 0; i < ARTIFACTS; i++) {
        const path = `kill/r/artifacts/${nameOf(i)}`;
        assert.deepEqual(new Uint8Array(server.files.get(path)!), contentOf(i), path);
      }
      assert.deepEqual([...server.whole].filter(([, times]) => times !== 1), []);
      assert.equal(server.whole.size, ARTIFACTS + 4, "the log, two exports and the manifest");
      assert.equal(digest(runFromFiles(server.files)), digest(whole));
    } finally {
      await server.close();
    }
  }));
