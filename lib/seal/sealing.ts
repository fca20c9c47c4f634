import type { PublicKey } from "./public_key.ts";
import type { ReadFile, ReadFolder } from "./read_folder.ts";
import type { Report, SignatureFacts } from "./verify_finding.ts";
import type { VerifiedLog } from "./verify_log.ts";

/** What the parts of a seal are held against. */
export interface Sealing {
  readonly read: ReadFolder;
  readonly log: VerifiedLog | undefined;
  /** `undefined` where none were given. */
  readonly keys: readonly PublicKey[] | undefined;
  readonly report: Report;
  /** Grows with each signature. */
  readonly signatures: SignatureFacts[];
}

/** The bytes of a file of the seal; `undefined` where it is missing or, which is told, too large. */
export function sealBytes(
  { read, report }: Sealing,
  path: string,
): Uint8Array<ArrayBuffer> | undefined {
  const file: ReadFile | undefined = read.files.get(path);
  if (file !== undefined && file.bytes === undefined) {
    report({ code: "seal-malformed", message: `It is too large: ${file.size} bytes`, path });
  }
  return file?.bytes;
}

/** Says what became of the signature of a file, or of the checkpoint of a number in it. */
export function tellSignature(
  { report, signatures }: Sealing,
  path: string,
  state: SignatureFacts["state"],
  index?: number,
): void {
  const before = signatures.findIndex((facts) => facts.path === path);
  if (before === -1) signatures.push({ path, state });
  // Of many signatures in one file the first counts that does not hold.
  else if (signatures[before].state === "trusted") signatures[before] = { path, state };
  const at = index === undefined ? { path } : { path, index };
  if (state === "invalid") {
    const message = "The signature does not hold: the bytes or the signature were changed";
    report({ code: "signature-invalid", message, ...at });
  } else if (state === "unknown") {
    const message = "It is signed, and by none of the keys that were given";
    report({ code: "key-not-trusted", message, ...at });
  }
}
