import { createHash } from "node:crypto";
import { eventBytes, events, type Run } from "stemma";
import { toHex } from "../../lib/base/bytes.ts";

/** The digest by the letter of RFC 9162, section 2.1.1: recursive, nothing kept. */
export function plainDigest(run: Run): string {
  const hash = (...parts: Uint8Array[]): Uint8Array => {
    const sha = createHash("sha256");
    for (const part of parts) sha.update(part);
    return sha.digest();
  };
  const leaves = [...events(run)].map((event) => hash(Uint8Array.of(0), eventBytes(event)));
  const rootOf = (from: number, to: number): Uint8Array => {
    if (to - from === 1) return leaves[from];
    let split = 1;
    while (split * 2 < to - from) split *= 2;
    return hash(Uint8Array.of(1), rootOf(from, from + split), rootOf(from + split, to));
  };
  return toHex(rootOf(0, leaves.length));
}
