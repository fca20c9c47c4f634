import { resolve } from "node:path";
import type { Run, Sink, SinkFile } from "../../mod.ts";
import type { Destination } from "../destination.ts";
import { fsSink } from "../fs.ts";
import { bucketSink } from "./buckets.ts";
import { neededVariable, refuseUser } from "./credentials.ts";
import { CommandError } from "./exit_code.ts";
import { nameOfPlace } from "./place_name.ts";
import { variable } from "./secrets.ts";

/** Where runs can be pushed to. */
export interface Target {
  /** How messages and reports call it. */
  readonly name: string;
  /** Whether it takes the folder of a run as it is. */
  readonly takesFolder: boolean;
  /** Opens it; credentials are asked for now, and nothing is sent yet.
   *
   * @throws {CommandError} where a credential is missing, or the address is none */
  open(): Promise<OpenTarget>;
}

/** What a target takes. */
export type OpenTarget =
  /** The folder of a run as it is. */
  | { readonly kind: "folder"; readonly sink: Sink; placeOf(folder: string): string }
  /** Files that are made of a run. */
  | {
    readonly kind: "files";
    readonly sink: Sink;
    filesOf(run: Run): Iterable<SinkFile>;
    /** The command that shows what lies in this folder, the first one of the files. */
    look(folder: string): string;
  }
  /** What a run did, event by event; `look` shows it where no address does. */
  | { readonly kind: "run"; readonly destination: Destination; readonly look?: string };

/** How a target is written, and what opens it. */
interface TargetKind {
  readonly form: string;
  readonly what: string;
  /** Matches the start of what is written; what follows is the target's own. */
  readonly start: RegExp;
  readonly takesFolder?: true;
  open(rest: string, name: string): Promise<OpenTarget> | OpenTarget;
}

const KINDS: readonly TargetKind[] = [
  {
    form: "file:DIR",
    what: "the folder of the run as it is, its seal too",
    start: /^file:(?!\/\/)/i,
    takesFolder: true,
    open: (directory) => ({
      kind: "folder",
      sink: fsSink(directory),
      placeOf: (folder) => `${directory.replace(/[/\\]+$/, "")}/${folder}`,
    }),
  },
  {
    form: "s3://BUCKET/PREFIX",
    what: "the same in a bucket",
    start: /^(?=s3:\/\/)/i,
    takesFolder: true,
    open: openBucket,
  },
  {
    form: "gs://BUCKET/PREFIX",
    what: "the same in a bucket of Google's",
    start: /^(?=gs:\/\/)/i,
    takesFolder: true,
    open: openBucket,
  },
  {
    form: "mlflow+https://HOST",
    what: "an MLflow server",
    start: /^mlflow\+(?=https?:\/\/)/i,
    async open(address) {
      refuseUser(
        address,
        nameOfPlace(address),
        "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
      );
      const { mlflow } = await import("../adapters/mlflow.ts");
      const token = variable("MLFLOW_TRACKING_TOKEN");
      const username = variable("MLFLOW_TRACKING_USERNAME");
      const password = variable("MLFLOW_TRACKING_PASSWORD");
      const account = username === undefined ? { token } : { username, password };
      return { kind: "run", destination: mlflow(address, defined(account)) };
    },
  },
  {
    form: "mlruns:DIR",
    what: "the folder of MLflow without a server",
    start: /^mlruns:(?!\/\/)/i,
    async open(directory) {
      const { mlrunsFiles } = await import("../adapters/mlflow.ts");
      return {
        kind: "files",
        sink: fsSink(directory),
        filesOf: (run) => mlrunsFiles(run, { directory: resolve(directory) }),
        look: () =>
          `MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ${directory}/mlruns`,
      };
    },
  },
  {
    form: "trackio+https://HOST",
    what: "a trackio server",
    start: /^trackio\+(?=https?:\/\/)/i,
    async open(address) {
      const place = nameOfPlace(address);
      refuseUser(address, place, "TRACKIO_WRITE_TOKEN");
      const { trackio } = await import("../adapters/trackio.ts");
      const token = neededVariable("TRACKIO_WRITE_TOKEN", place);
      return { kind: "run", destination: trackio(address, { token }) };
    },
  },
  {
    form: "tensorboard:DIR",
    what: "a log directory of TensorBoard",
    start: /^tensorboard:(?!\/\/)/i,
    async open(directory) {
      const { tensorboard } = await import("../adapters/tensorboard.ts");
      const destination = tensorboard(directory);
      return { kind: "run", destination, look: `tensorboard --logdir ${directory}` };
    },
  },
  {
    form: "wandb:DIR",
    what: "offline runs of W&B, for wandb sync",
    start: /^wandb:(?!\/\/)/i,
    async open(directory) {
      const { wandbFiles } = await import("../adapters/wandb.ts");
      return {
        kind: "files",
        sink: fsSink(directory),
        filesOf: (run) => wandbFiles(run),
        look: (folder) => `wandb sync ${directory}/${folder}`,
      };
    },
  },
  {
    form: "yprov+https://HOST",
    what: "a yProv service",
    start: /^yprov\+(?=https?:\/\/)/i,
    async open(address) {
      const place = nameOfPlace(address);
      refuseUser(address, place, "YPROV_TOKEN");
      const token = neededVariable("YPROV_TOKEN", place);
      const { yprovService } = await import("../adapters/yprov.ts");
      return { kind: "run", destination: yprovService(address, { token }) };
    },
  },
  {
    form: "yprovstore+https://HOST",
    what: "a yProvStore",
    start: /^yprovstore\+(?=https?:\/\/)/i,
    async open(address) {
      const place = nameOfPlace(address);
      refuseUser(address, place, "AUTHORIZATION_TOKEN");
      const token = neededVariable("AUTHORIZATION_TOKEN", place);
      const { yprovStore } = await import("../adapters/yprov.ts");
      return { kind: "run", destination: yprovStore(address, { token }) };
    },
  },
];

const WIDEST = Math.max(...KINDS.map(({ form }) => form.length));

/** How targets are written, for help: a line each. */
export const TARGET_LINES: string = KINDS
  .map(({ form, what }) => `  ${form.padEnd(WIDEST)}  ${what}`).join("\n");

/** Reads how a target is written; nothing is opened.
 *
 * @throws {CommandError} where it is none of those that are known
 */
export function readTarget(text: string): Target {
  const kind = KINDS.find(({ start }) => start.test(text));
  const rest = kind && text.replace(kind.start, "");
  if (kind === undefined || rest === undefined || rest === "") {
    throw new CommandError(
      `Cannot push to "${nameOfPlace(text)}": it is none of ${
        KINDS.map(({ form }) => form).join(", ")
      }`,
    );
  }
  const name = nameOfPlace(text);
  return {
    name,
    takesFolder: kind.takesFolder ?? false,
    async open() {
      try {
        return await kind.open(rest, name);
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
        throw new CommandError(`Cannot open ${name}: ${error.message}`, { cause: error });
      }
    },
  };
}

async function openBucket(address: string): Promise<OpenTarget> {
  const sink = await bucketSink(address);
  return { kind: "folder", sink, placeOf: (folder) => `${nameOfPlace(address)}/${folder}` };
}

function defined<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}
