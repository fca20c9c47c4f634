import { open } from "node:fs/promises";
import type { Env } from "../base/env.ts";
import { LogError, StemmaError } from "../base/errors.ts";
import { errnoOf } from "../disk/fs_error.ts";
import { kindOf } from "../disk/fs_folder.ts";
import { LogReader, type ReadLog } from "../run/read_log.ts";

/** How much of a file is read at once, in bytes. */
const PIECE = 2 ** 18;

/** Reads a log as far as it goes; `undefined` where there is none, or its first frame was never
 * finished.
 *
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED`, `LOG_EVENT` where it is no log
 * @throws {StemmaError} `ASSET_UNREADABLE` where the file cannot be read
 */
export async function readLogFile(path: string, env?: Env): Promise<ReadLog | undefined> {
  const reader = new LogReader({ env, mode: "lenient" });
  try {
    const kind = await kindOf(path);
    if (kind === undefined) return undefined;
    if (kind !== "file") throw new TypeError("it is no regular file");
    await readPieces(path, 0, (piece) => reader.push(piece));
  } catch (error) {
    throw error instanceof LogError ? error : unreadable(path, error);
  }
  const isBeginning = reader.newest() === undefined && reader.fault === undefined;
  return isBeginning ? undefined : reader.end();
}

/** Gives the bytes of a file from a position on, each piece an array of its own. */
export async function readPieces(
  path: string,
  from: number,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const handle = await open(path, "r");
  try {
    for (let at = from;;) {
      const piece = new Uint8Array(PIECE);
      const { bytesRead } = await handle.read(piece, 0, PIECE, at);
      if (bytesRead === 0) return;
      take(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The error for a file that the system does not give. */
export function unreadable(path: string, cause: unknown): StemmaError {
  return new StemmaError(
    "ASSET_UNREADABLE",
    `Cannot read "${path}": ${(cause as Error).message}`,
    { path, errno: errnoOf(cause) },
    { cause },
  );
}
