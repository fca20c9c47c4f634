// A page that keeps runs in its own files, and the same as a worker of that page.
import { copyRun, digest, memorySink, runFromFiles, runFromSource, saveRun } from "stemma";
import { opfsSink, opfsSource } from "stemma/opfs";
import { verifyRun } from "stemma/seal";
import { type Outcome, runTestFile } from "../places/test_registry.ts";
import { scriptedRun } from "../scripted_run.ts";
import { fileOf, noise } from "../sinks/sink_files.ts";

const folder = "kept";

const runLaws = () => runTestFile(() => import("./opfs_laws.ts"));

/** What an error tells. */
export interface Refusal {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a test asks the page for. */
export interface OpfsPage {
  /** Holds the sink and the source against the rules of all. */
  runLaws(): Promise<Outcome[]>;
  /** The same in a worker of the page. */
  runLawsInWorker(): Promise<Outcome[]>;
  /** The paths of everything that the page keeps. */
  paths(): Promise<string[]>;
  /** Puts a file of so many bytes. */
  put(path: string, size: number): Promise<Refusal | undefined>;
  /** Begins to put a file that does not end. */
  begin(path: string): void;
  /** The size of a file. */
  size(path: string): Promise<number>;
  /** Opens a file. */
  get(path: string): Promise<Refusal | undefined>;
  /** Saves a run; gives what failed. */
  save(): Promise<string[]>;
  /** Reads it back in every way. */
  read(): Promise<{ digest: string; copied: string; failed: number; verified: boolean }>;
}

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ name, code, message, details }): Refusal => ({ name, code, message, details }),
  );

async function paths(): Promise<string[]> {
  const paths: string[] = [];
  for await (const { path } of opfsSource().list!("")) paths.push(path);
  return paths.sort();
}

const page: OpfsPage = {
  runLaws,
  runLawsInWorker: () =>
    new Promise((resolve, reject) => {
      const worker = new Worker("/page.js", { type: "module" });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    }),
  paths,
  put: (path, size) => refusalOf(opfsSink().put(fileOf(path, noise(size), { chunk: 65_536 }))),
  begin(path) {
    const before = (count: number) => count < 500_000 ? undefined : new Promise<void>(() => {});
    opfsSink().put(fileOf(path, noise(1_000_000), { before }));
  },
  size: async (path) => (await new Response(await opfsSource().get(path)).arrayBuffer()).byteLength,
  get: (path) => refusalOf(opfsSource().get(path)),
  async save() {
    const { failed } = await saveRun(scriptedRun(), opfsSink(), { folder });
    return failed.map(({ path, error }) => `${path}: ${error}`);
  },
  async read() {
    const source = opfsSource();
    const copy = memorySink();
    const { failed } = await copyRun(source, copy, { from: folder, to: "" });
    return {
      digest: digest(await runFromSource(source, { folder })),
      copied: digest(runFromFiles(copy.files)),
      failed: failed.length,
      verified: (await verifyRun(source, { folder })).ok,
    };
  },
};

if (typeof document === "undefined") runLaws().then((outcomes) => postMessage(outcomes));
else Object.assign(globalThis, page);
