import {
  coreStatus,
  digest,
  fetchSink,
  httpSource,
  memorySink,
  provToDot,
  provToJson,
  provToJsonLd,
  provToProvN,
  resample,
  runFromFiles,
  runFromSource,
  saveRun,
  type Sink,
  summarize,
  toProv,
  zipSink,
} from "stemma";
import { createSha256 } from "stemma/destination";
import { captureEnvironment } from "stemma/host";
import { generateSealKey, sealFiles, verifyRun } from "stemma/seal";
import { renderSvg } from "stemma/svg";
import { toHex } from "../../lib/base/bytes.ts";
import { scriptedRun } from "../scripted_run.ts";

/** What the library gave: a text, the digest of bytes, or the code and message of what it refused. */
export type Told = Record<string, string>;

/** Logs a run and asks for everything that can be had of it.
 *
 * @param address where files may be put and read back
 */
export async function useLibrary(address: string): Promise<Told> {
  const run = scriptedRun();
  const doc = toProv(run);
  const saved = async <Place extends Sink>(sink: Place) => {
    const { failed } = await saveRun(run, sink, { folder: "" });
    if (failed.length > 0) throw failed[0].error;
    return sink;
  };
  const { files } = await saved(memorySink());
  const facts: [what: string, make: () => unknown][] = [
    ["digest", () => digest(run)],
    ["summary", () => JSON.stringify(summarize(run))],
    [
      "resampled",
      () => JSON.stringify(resample(run, "accuracy", { points: 2, context: "training" })),
    ],
    ["PROV-JSON", () => provToJson(doc)],
    ["PROV-JSONLD", () => provToJsonLd(doc)],
    ["PROV-N", () => provToProvN(doc)],
    ["DOT", () => provToDot(doc)],
    ["files", () => [...files].map(([path, bytes]) => `${path} ${hashOf(bytes)}`).join("\n")],
    ["read back", () => digest(runFromFiles(files))],
    ["zip", async () => hashOf((await saved(zipSink())).bytes())],
    ["SVG", () => renderSvg(run)],
    ["sent", async () => {
      await saved(fetchSink(`${address}/runs`));
      return digest(await runFromSource(httpSource(`${address}/runs`)));
    }],
    ["host", async () => typeof (await captureEnvironment()).runtime.name],
    ["seal", async () => {
      const { privateKey, publicKey } = await generateSealKey();
      const seal = await sealFiles(files, { key: privateKey });
      const sealed = new Map(files);
      for (const { path, bytes } of seal.files) sealed.set(path, bytes());
      const { ok, findings } = await verifyRun(sealed, { keys: [publicKey] });
      return [ok, ...findings.map(({ code }) => code)].join(" ");
    }],
  ];
  const told: Told = {};
  for (const [what, make] of facts) {
    const given = Promise.resolve().then(make);
    told[what] = await given.then(String, ({ code, message }) => `${code}: ${message}`);
  }
  return { ...told, kernel: coreStatus() };
}

const hashOf = (bytes: Uint8Array) => toHex(createSha256().update(bytes).digest());
