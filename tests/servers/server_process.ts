import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import process from "node:process";

/** How a server's process is started. */
export interface ServerCommand {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The folder it runs in. */
  readonly folder: string;
  /** What its environment has beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Answers once the server can be used; asked every 50 ms, with the end of what it printed. */
  readonly ready: (printed: string) => Promise<boolean>;
  /** How long the server may take to be ready, in ms.
   * @default {60000} */
  readonly patience?: number;
}

/** A server's process and those it started. */
export interface ServerProcess {
  /** The id of the first of them. */
  readonly pid: number;
  /** Ends them at once, as a crash would, and waits until they are gone. */
  kill(): Promise<void>;
}

/** Starts a server as a process group of its own and waits until it is ready. What it prints is
 * told only where it ends before that; it never outlives this process. */
export async function startProcess(server: ServerCommand): Promise<ServerProcess> {
  const [program, ...args] = server.command;
  const child = spawn(program, args, {
    cwd: server.folder,
    env: { ...process.env, ...server.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  const keep = (chunk: Uint8Array) => {
    output = (output + new TextDecoder().decode(chunk)).slice(-8000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let ended = false;
  const end = new Promise<void>((resolve) => {
    const done = () => (ended = true, resolve());
    child.on("exit", done).on("error", done);
  });
  const killNow = () => killGroup(child);
  process.on("exit", killNow);
  const kill = async () => {
    process.removeListener("exit", killNow);
    if (!ended) killNow();
    await end;
  };
  const patience = server.patience ?? 60_000;
  for (let waited = 0; !await server.ready(output).catch(() => false); waited += 50) {
    if (ended || waited > patience) {
      await kill();
      throw new Error(`Cannot start ${program}: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid: child.pid!, kill };
}

/** A server over a folder of its own. */
export interface FolderServer {
  /** Ends it at once, as a crash would; the folder stays. */
  kill(): Promise<void>;
  /** Ends it as a crash would and starts it again, over what it had written. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

/** Starts a server whose folder goes with it, also where it cannot be started. */
export async function startFolderServer(server: ServerCommand): Promise<FolderServer> {
  // What was killed last may still have been writing.
  const remove = () => rmSync(server.folder, { recursive: true, force: true, maxRetries: 10 });
  let running: ServerProcess;
  try {
    running = await startProcess(server);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    kill: () => running.kill(),
    async restart() {
      await running.kill();
      running = await startProcess(server);
    },
    async stop() {
      await running.kill();
      remove();
    },
  };
}

/** Asks a server until it answers with a status. */
export function answers(url: string, isReady: (status: number) => boolean): () => Promise<boolean> {
  return async () => {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return isReady(answer.status);
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

/** A port of this computer that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
