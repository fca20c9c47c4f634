// Where the demo's run goes besides its own folder: `--to` and one target or more.
import { resolve } from "node:path";
import process from "node:process";
import { copyRun, type Run, type Sink, type SinkFile } from "stemma";
import type { Destination } from "stemma/destination";
import { fsSink, fsSource } from "stemma/fs";

/** A place for the run. */
export interface Target {
  /** Sends what is new, without waiting: for the loop of training. */
  push(run: Run): void;
  /** Sends the rest, from the run and its finished folder, and tells where to look. */
  finish(run: Run, folder: string): Promise<string>;
}

const { env } = process;

/** How a target is written, and what opens it. Credentials come from the environment. */
const kinds: Readonly<Record<string, (address: string) => Promise<Target>>> = {
  "file:": (directory) => Promise.resolve(folderTarget(fsSink(directory), `${directory}/`)),
  "s3:": async (address) => {
    const [, bucket, prefix] = /^\/\/([^/]+)\/?(.*?)\/*$/.exec(address)!;
    const { s3Sink } = await import("stemma/s3");
    const sink = s3Sink({
      bucket,
      prefix,
      accessKeyId: env.AWS_ACCESS_KEY_ID!,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY!,
      sessionToken: env.AWS_SESSION_TOKEN,
      region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION,
      endpoint: env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL,
    });
    return folderTarget(sink, `s3://${bucket}/${prefix === "" ? "" : `${prefix}/`}`);
  },
  "gs:": async (address) => {
    const [, bucket, prefix] = /^\/\/([^/]+)\/?(.*?)\/*$/.exec(address)!;
    const { gcsSink } = await import("stemma/s3");
    const [token, endpoint] = [env.GOOGLE_OAUTH_ACCESS_TOKEN, env.STORAGE_EMULATOR_HOST];
    const sink = gcsSink({ bucket, prefix, token, ...(endpoint !== undefined && { endpoint }) });
    return folderTarget(sink, `gs://${bucket}/${prefix === "" ? "" : `${prefix}/`}`);
  },
  "mlflow+": async (url) => {
    const { mlflow } = await import("stemma/mlflow");
    const [token, username] = [env.MLFLOW_TRACKING_TOKEN, env.MLFLOW_TRACKING_USERNAME];
    const account = username === undefined
      ? { ...(token !== undefined && { token }) }
      : { username, password: env.MLFLOW_TRACKING_PASSWORD ?? "" };
    return liveTarget(mlflow(url, account));
  },
  "trackio+": async (url) => {
    const { trackio } = await import("stemma/trackio");
    return liveTarget(trackio(url, { token: env.TRACKIO_WRITE_TOKEN! }));
  },
  "yprov+": async (url) => {
    const { yprovService } = await import("stemma/yprov");
    return liveTarget(yprovService(url, { token: env.YPROV_TOKEN! }));
  },
  "tensorboard:": async (directory) => {
    const { tensorboard } = await import("stemma/tensorboard");
    return liveTarget(tensorboard(directory), `tensorboard --logdir ${directory}`);
  },
  "wandb:": async (directory) => {
    const { wandbFiles } = await import("stemma/wandb");
    const look = ([{ path }]: readonly SinkFile[]) =>
      `wandb sync ${directory}/${path.split("/")[0]}`;
    return filesTarget(directory, (run) => wandbFiles(run), look);
  },
  "mlruns:": async (directory) => {
    const { mlrunsFiles } = await import("stemma/mlflow");
    const look = `MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri ${directory}/mlruns`;
    const make = (run: Run) => mlrunsFiles(run, { directory: resolve(directory) });
    return filesTarget(directory, make, () => look);
  },
};

/** Opens what stands behind `--to`, before anything is trained. */
export async function openTargets(args: readonly string[]): Promise<Target[]> {
  const named = args.slice(args.indexOf("--to") + 1).filter((text) => text !== "--to");
  if (!args.includes("--to")) return [];
  return await Promise.all(named.map((text) => {
    const kind = Object.keys(kinds).find((start) => text.startsWith(start));
    if (kind !== undefined) return kinds[kind](text.slice(kind.length));
    throw new Error(`--to takes ${Object.keys(kinds).join(" ")}, got ${text}`);
  }));
}

/** A system that takes a run as it grows. */
function liveTarget(destination: Destination, look?: string): Target {
  return {
    push: (run) => void destination.push(run),
    async finish(run) {
      const { failed, url } = await destination.push(run);
      await destination.close?.();
      return told(failed) ?? look ?? url ?? "it is there";
    },
  };
}

/** A folder for files that are made of the finished run. */
function filesTarget(
  directory: string,
  make: (run: Run) => SinkFile[],
  look: (files: readonly SinkFile[]) => string,
): Target {
  return {
    push() {},
    async finish(run) {
      const files = make(run);
      for (const file of files) await fsSink(directory).put(file);
      return look(files);
    },
  };
}

/** A place for files: the folder goes there as it is, so that its seal stands. */
function folderTarget(sink: Sink, top: string): Target {
  return {
    push() {},
    async finish(_, folder) {
      const { failed, folder: at } = await copyRun(fsSource(folder), sink);
      return told(failed) ?? `stemma verify ${top}${at.replace(/\/$/, "")}`;
    },
  };
}

function told(failed: readonly { path: string; error: Error }[]): string | undefined {
  if (failed.length === 0) return undefined;
  return `not sent: ${failed.map(({ path, error }) => `${path}: ${error.message}`).join("; ")}`;
}
