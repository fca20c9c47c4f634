import { zipSink } from "../../lib/sinks/zip_sink.ts";
import { fileOf, noise } from "./sink_files.ts";

/** The names and contents of an archive with every kind of entry: what the oracles read back. */
export function archiveContents(): [string, Uint8Array<ArrayBuffer>][] {
  const lines = noise(6 * 1024 * 1024, 3).map((byte) => 32 + byte % 16);
  return [
    ["digits/run-1/empty", new Uint8Array(0)],
    ["digits/run-1/metrics/loss.csv", noise(50_000).map((x) => 48 + x % 10)],
    ["digits/run-1/artifacts/noise.bin", noise(300_000)],
    ["digits/run-1/artifacts/lines.txt", lines],
    ["digits/run-1/artifacts/noise.png", noise(5 * 1024 * 1024, 9)],
    ["digits/run-1/Übung/損失 \u{1f9ec}.svg", new TextEncoder().encode("<svg/>")],
  ];
}

/** Makes the archive, with a failed file in the middle that must not show. */
export async function makeArchive(): Promise<Uint8Array<ArrayBuffer>> {
  const sink = zipSink();
  for (const [path, bytes] of archiveContents()) {
    const mediaType = path.endsWith(".png") ? "image/png" : "text/plain";
    await sink.put(fileOf(path, bytes, { mediaType }));
    if (!path.endsWith("lines.txt")) continue;
    const sha256 = "0".repeat(64);
    const wrong = fileOf("digits/run-1/wrong", bytes, { sha256 });
    // It is meant to fail; the archive shows whether it left a trace.
    await sink.put(wrong).catch(() => {});
  }
  return sink.bytes();
}
