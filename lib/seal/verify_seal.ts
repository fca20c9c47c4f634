import { LOCK_FILE } from "../disk/lock_file.ts";
import type { FileClaim } from "./file_claims.ts";
import { readModelSignature } from "./model_signature.ts";
import { readProvenance } from "./provenance_statement.ts";
import { ANCHOR, ATTESTATION, MODEL_SIGNATURE, SEAL_PARTS } from "./seal_parts.ts";
import type { Sealing } from "./sealing.ts";
import type { FileDigest } from "./statement.ts";
import { verifyBundle } from "./verify_bundle.ts";
import { verifyCheckpoints } from "./verify_checkpoints.ts";
import type { VerifyCoverage } from "./verify_finding.ts";
import { verifyRoot } from "./verify_log.ts";
import type { Listing } from "./verify_rest.ts";
import { verifyStates } from "./verify_states.ts";

/** What a seal says of the folder around it. */
export interface VerifiedSeal {
  /** What it says of the files, which nobody has held against them yet. */
  readonly claims: readonly FileClaim[];
  /** What lists all files of the folder. */
  readonly listings: readonly Listing[];
  readonly signedEvents: number;
  readonly unchecked: VerifyCoverage["unchecked"];
}

/** Verifies the seal of a run, and its parts against each other and the log. */
export async function verifySeal(sealing: Sealing): Promise<VerifiedSeal> {
  const { read, keys, report } = sealing;
  const names = [...read.files.keys()].filter((path) => path.startsWith("seal/"));
  const unchecked: { path: string; reason: string }[] = [];
  if (!names.some((path) => SEAL_PARTS.includes(path))) {
    // A seal that somebody took away must not pass where keys are given.
    report({
      code: "not-sealed",
      ...(keys === undefined ? { severity: "note" } : {}),
      message: "The run is not sealed: whoever can write the folder can rewrite the record",
    });
    return { claims: [], listings: [], signedEvents: 0, unchecked };
  }
  const signedEvents = await verifyCheckpoints(sealing);
  verifyStates(sealing);
  const attested = await verifyAttestation(sealing);
  const listed = await verifyBundle(sealing, MODEL_SIGNATURE, readModelSignature);
  if (attested?.isEcdsa && !read.files.has(MODEL_SIGNATURE)) {
    const message = "The seal has no model.sig, which is made with every attestation of P-256";
    report({ code: "seal-incomplete", message, path: MODEL_SIGNATURE });
  }
  if (keys === undefined) {
    const message = "No key was given: that the seal is whole is known, not whose it is";
    report({ code: "key-missing", severity: "note", message });
  }
  if (!read.files.has(ANCHOR)) {
    const message = "No anchor: when the seal was made rests on the word of the key's owner";
    report({ code: "no-anchor", severity: "note", message });
  } else {
    const reason = `it is held against ${ATTESTATION} by the tools of whoever issued it`;
    unchecked.push({ path: ANCHOR, reason });
  }
  return {
    claims: [
      ...claimsOf(ATTESTATION, attested?.says.files),
      ...claimsOf(MODEL_SIGNATURE, listed?.says.files),
    ],
    listings: [
      ...listingOf(ATTESTATION, attested?.says.files),
      ...listingOf(MODEL_SIGNATURE, listed?.says.files),
    ],
    signedEvents,
    unchecked,
  };
}

async function verifyAttestation(sealing: Sealing) {
  const { read, log, keys, report } = sealing;
  const path = ATTESTATION;
  if (!read.files.has(path)) {
    report({
      code: "not-attested",
      ...(keys === undefined ? { severity: "note" } : {}),
      message: "Only the log is signed: nothing that is signed vouches for the files",
      path,
    });
    return undefined;
  }
  const bundle = await verifyBundle(sealing, path, readProvenance);
  if (bundle === undefined || log === undefined) return bundle;
  const { runId, events, root } = bundle.says;
  if (runId !== log.run.runId) {
    report({
      code: "seal-of-another-run",
      message: `The attestation is of run ${runId}, this one is ${log.run.runId}`,
      path,
      expected: runId,
      actual: log.run.runId,
    });
  }
  verifyRoot(log, events, root, path, report);
  return bundle;
}

function claimsOf(by: string, files: readonly FileDigest[] = []): FileClaim[] {
  return files.map(({ path, sha256 }) => ({ path, by, sha256 }));
}

function listingOf(by: string, files: readonly FileDigest[] | undefined): Listing[] {
  if (files === undefined) return [];
  return [{
    by,
    paths: new Set(files.map(({ path }) => path)),
    // Who writes a folder at the moment is no part of it.
    passes: (path) => path.startsWith("seal/") || path.startsWith(LOCK_FILE),
  }];
}
