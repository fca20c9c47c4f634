import { spawnSync } from "node:child_process";

/** Whether this computer can make named pipes. */
export const hasPipes: boolean = spawnSync("mkfifo").error === undefined;
