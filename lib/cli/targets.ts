import type { Run, Sink, SinkFile } from "../../mod.ts";
import type { Destination } from "../destination.ts";
import { fsSink } from "../fs.ts";
import { neededVariable, refuseUser } from "./credentials.ts";
import { CommandError } from "./exit_code.ts";
import { bucketPlace, nameOfPlace, s3Account } from "./remote_place.ts";
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
  | { readonly kind: "files"; readonly sink: Sink; filesOf(run: Run): Iterable<SinkFile> }
  /** What a run did, event by event. */
  | { readonly kind: "run"; readonly destination: Destination };

/** How a target is written, and what opens it. */
interface TargetKind {
  readonly form: string;
  /** Matches the start of what is written; what follows is the target's own. */
  readonly start: RegExp;
  readonly takesFolder?: true;
  open(rest: string, name: string): Promise<OpenTarget> | OpenTarget;
}

const KINDS: readonly TargetKind[] = [
  {
    form: "file:DIR",
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
    start: /^(?=s3:\/\/)/i,
    takesFolder: true,
    async open(address) {
      const { bucket, key } = bucketPlace(address);
      const { s3Sink } = await import("../s3.ts");
      const prefix = key === "" ? {} : { prefix: key };
      return {
        kind: "folder",
        sink: s3Sink({ bucket, ...prefix, ...s3Account(address) }),
        placeOf: (folder) => `${nameOfPlace(address)}/${folder}`,
      };
    },
  },
  {
    form: "mlflow+https://HOST",
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
    start: /^mlruns:(?!\/\/)/i,
    async open(directory) {
      const { mlrunsFiles } = await import("../adapters/mlflow.ts");
      return { kind: "files", sink: fsSink(directory), filesOf: (run) => mlrunsFiles(run) };
    },
  },
  {
    form: "trackio+https://HOST",
    start: /^trackio\+(?=https?:\/\/)/i,
    async open(address) {
      const place = nameOfPlace(address);
      refuseUser(address, place, "TRACKIO_WRITE_TOKEN");
      const { trackio } = await import("../adapters/trackio.ts");
      const token = neededVariable("TRACKIO_WRITE_TOKEN", place);
      return { kind: "run", destination: trackio(address, { token }) };
    },
  },
];

/** How targets are written, for help and messages. */
export const TARGET_FORMS: readonly string[] = KINDS.map(({ form }) => form);

/** Reads how a target is written; nothing is opened.
 *
 * @throws {CommandError} where it is none of those that are known
 */
export function readTarget(text: string): Target {
  const kind = KINDS.find(({ start }) => start.test(text));
  const rest = kind && text.replace(kind.start, "");
  if (kind === undefined || rest === undefined || rest === "") {
    throw new CommandError(
      `Cannot push to "${nameOfPlace(text)}": it is none of ${TARGET_FORMS.join(", ")}`,
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

function defined<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}
