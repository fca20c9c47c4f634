import { nameOf } from "../base/options.ts";
import { type FolderFiles, listFiles } from "./files_folder.ts";
import { readSealOptions, type SealOptions, type SealReport } from "./seal_options.ts";
import { sealRecord } from "./seal_record.ts";

/** A file of a seal, as sinks take it. */
export interface SealFile {
  /** Relative, `/`-separated; below the folder that the run's files lie in. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  /** The media type. */
  readonly mediaType: string;
  /** The SHA-256 of the bytes as 64 hex digits. */
  readonly sha256: string;
  /** All bytes at once, as a copy. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The same in one piece. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** What a sealing in memory came to. */
export interface SealedFiles extends SealReport {
  /** The files of the seal, to be put where the run's are. */
  readonly files: readonly SealFile[];
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  checkpoint: "text/plain",
  checkpoints: "text/plain",
  "states.jsonl": "application/jsonl",
  "attestation.sigstore.json": "application/vnd.dev.sigstore.bundle.v0.3+json",
  "model.sig": "application/vnd.dev.sigstore.bundle.v0.3+json",
};

/** Seals a run from its files, where there is no folder: in a browser, in a worker, for a zip.
 *
 * As `sealRun`, but nothing is written: put `files` where the run's own files are. The files of an
 * older seal may be among those given; of these, put the new ones in their place and leave out what
 * is not among them.
 *
 * @param files every file of the run's folder, as a sink holds them
 * @throws {TypeError} where they are no files, or those of more than one run
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`; `SEAL_RECORD` with the findings in its details;
 * `SEAL_ANCHOR`
 * @example
 * ```ts
 * import { memorySink, saveRun, startRun } from "stemma";
 * import { generateSealKey, sealFiles, verifyRun } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * await saveRun(startRun({ experiment: "digits" }), sink);
 * const { privateKey, publicKey } = await generateSealKey();
 * const { files } = await sealFiles(sink.files, { key: privateKey });
 * for (const file of files) await sink.put(file);
 * assert.ok((await verifyRun(sink.files, { keys: [publicKey] })).ok);
 * ```
 */
export async function sealFiles(files: FolderFiles, options: SealOptions): Promise<SealedFiles> {
  if (typeof files !== "object" || files === null || !(Symbol.iterator in files)) {
    throw new TypeError(`Cannot seal a run: its files were expected, got ${nameOf(files)}`);
  }
  const means = await readSealOptions("sealFiles", options);
  const { folder, top } = listFiles(files);
  const name = top.split("/").at(-2);
  const sealed = await sealRecord(folder, ({ runId }) => name ?? runId, means);
  const { written } = sealed.report;
  const made = Array.from(sealed.files, ([part, bytes], i): SealFile => ({
    ...written[i],
    path: top + written[i].path,
    mediaType: MEDIA_TYPES[part] ?? "application/octet-stream",
    bytes: () => bytes.slice(),
    stream: () => streamOf(bytes),
  }));
  return Object.freeze({ ...sealed.report, files: Object.freeze(made) });
}

function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice());
      controller.close();
    },
  });
}
