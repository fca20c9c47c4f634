import { builtin } from "../disk/builtin.ts";

/** The SHA-256 of a part: by the host's own hash, which copies nothing, else by WebCrypto, which does. */
export async function partDigest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const crypto = builtin("node:crypto");
  if (crypto !== undefined) return crypto.createHash("sha256").update(bytes).digest();
  return new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes));
}
