import { createSha256 } from "../core/sha256.ts";
import { builtin } from "../disk/builtin.ts";
import type { Hash } from "./verified_file.ts";

/** Begins a SHA-256: the host's own, which uses what the processor has for it, else the kernel's. */
export function createHostSha256(): Hash {
  return builtin("node:crypto")?.createHash("sha256") ?? createSha256();
}
