import { utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";

/** One file of a checkpoint. */
export interface CheckpointFileFacts {
  /** The path in the sink. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  /** The SHA-256 as 64 lower-case hex digits. */
  readonly sha256: string;
  /** The media type. */
  readonly mediaType: string;
}

/** What is known of one checkpoint. */
export interface CheckpointFacts {
  /** The folder in the sink. */
  readonly path: string;
  /** The run that saved it. */
  readonly runId: string;
  /** How many epochs were done. */
  readonly epoch?: number;
  /** How many batches were done. */
  readonly batch?: number;
  /** The step, where it was told. */
  readonly step?: number;
  /** When it was saved, in milliseconds since the epoch. */
  readonly time: number;
  /** What was measured then. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Its files. */
  readonly files: readonly CheckpointFileFacts[];
}

/** The checkpoints of one name: what the pointer file holds. */
export interface Catalog {
  /** What the checkpoints share. */
  readonly name: string;
  /** The oldest first; the last one is the latest. */
  readonly kept: readonly CheckpointFacts[];
  /** Names of checkpoints, "best" among them: the folder by the name. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Folders that are to be deleted or are half deleted, with their files. */
  readonly dropped: readonly Pick<CheckpointFacts, "path" | "files">[];
}

/** A pointer of more bytes is not read. */
export const MAX_CATALOG: number = 2 ** 26;

const FORMAT = "stemma-checkpoints/1";

/** Writes a catalog; equal ones give equal bytes. */
export function writeCatalog({ name, kept, aliases, dropped }: Catalog): Uint8Array<ArrayBuffer> {
  // The latest stands first, for people and for other programs.
  const all = kept.map((facts) => ({ ...facts, metrics: encoded(facts.metrics) }));
  const latest = all.pop();
  return utf8(`${canonicalJson({ format: FORMAT, name, latest, kept: all, aliases, dropped })}\n`);
}

/** Reads a catalog; nothing in it is taken on trust.
 *
 * @throws {SinkError} `SINK_CONTENT` where it is none
 */
export function readCatalog(bytes: Uint8Array, path: string): Catalog {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const data = objectOf(JSON.parse(text), "it");
    if (data.format !== FORMAT) throw new TypeError(`its format is ${nameOf(data.format)}`);
    const kept = [...listOf(data.kept, "kept"), data.latest].map(factsOf);
    const aliases = Object.entries(objectOf(data.aliases, "aliases"))
      .map(([alias, folder]) => [alias, pathOf(folder)] as const);
    const dropped = listOf(data.dropped, "dropped").map((item) => {
      const { path, files } = objectOf(item, "dropped");
      return { path: pathOf(path), files: filesOf(files, path as string) };
    });
    return {
      name: textOf(data.name, "name"),
      kept,
      aliases: Object.fromEntries(aliases),
      dropped,
    };
  } catch (error) {
    throw new SinkError(
      "SINK_CONTENT",
      `Cannot read ${nameOf(path)}: it is no list of checkpoints: ${(error as Error).message}`,
      { path },
      { cause: error },
    );
  }
}

type Data = Readonly<Record<string, unknown>>;

function factsOf(value: unknown): CheckpointFacts {
  const data = objectOf(value, "a checkpoint");
  const { metrics } = data;
  return {
    path: pathOf(data.path),
    runId: textOf(data.runId, "runId"),
    ...countOf(data, "epoch"),
    ...countOf(data, "batch"),
    ...countOf(data, "step"),
    time: numberOf(data.time, "time"),
    ...(metrics !== undefined && {
      metrics: Object.fromEntries(
        Object.entries(objectOf(metrics, "metrics")).map(([key, value]) => [key, metricOf(value)]),
      ),
    }),
    files: filesOf(data.files, data.path as string),
  };
}

/** The files of a folder: what lies elsewhere is not the checkpoint's to read, nor to delete. */
function filesOf(value: unknown, folder: string): CheckpointFileFacts[] {
  const files = listOf(value, "files").map(fileOf);
  const stray = files.find(({ path }) => !path.startsWith(`${folder}/`));
  if (stray === undefined && files.length > 0) return files;
  throw new TypeError(`${nameOf(folder)} holds ${stray ? nameOf(stray.path) : "no file"}`);
}

/** JSON has no number for what is not finite. */
function encoded(metrics: CheckpointFacts["metrics"]): Record<string, number | string> | undefined {
  return metrics && Object.fromEntries(
    Object.entries(metrics).map((
      [key, value],
    ) => [key, Number.isFinite(value) ? value : String(value)]),
  );
}

function metricOf(value: unknown): number {
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  return numberOf(value, "a metric");
}

function fileOf(value: unknown): CheckpointFileFacts {
  const { path, size, sha256, mediaType } = objectOf(value, "a file");
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new TypeError(`sha256 must be 64 hex digits, got ${nameOf(sha256)}`);
  }
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new TypeError(`size must be an integer >= 0, got ${nameOf(size)}`);
  }
  return {
    path: pathOf(path),
    size: size as number,
    sha256,
    mediaType: textOf(mediaType, "mediaType"),
  };
}

function objectOf(value: unknown, what: string): Data {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Data;
  throw new TypeError(`${what} must be an object, got ${nameOf(value)}`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} must be a list, got ${nameOf(value)}`);
}

function textOf(value: unknown, what: string): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${what} must be a text, got ${nameOf(value)}`);
}

function numberOf(value: unknown, what: string): number {
  if (Number.isFinite(value)) return value as number;
  throw new TypeError(`${what} must be a finite number, got ${nameOf(value)}`);
}

function countOf(data: Data, what: "epoch" | "batch" | "step"): Partial<CheckpointFacts> {
  const value = data[what];
  if (value === undefined) return {};
  if (Number.isSafeInteger(value) && (value as number) >= 0) return { [what]: value as number };
  throw new TypeError(`${what} must be an integer >= 0, got ${nameOf(value)}`);
}

function pathOf(value: unknown): string {
  if (typeof value === "string" && isInside(value)) return value;
  throw new TypeError(`path must be relative and lead nowhere else, got ${nameOf(value)}`);
}
