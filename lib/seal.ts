/** Seals, and proofs about a run that anyone can check: that an event is in it, that it grew out of
 * another.
 *
 * What seals a run's folder lies in its `seal/`:
 *
 * | file | what |
 * |---|---|
 * | `checkpoint` | the log's name, length and root, as a C2SP signed note |
 * | `checkpoints` | those before it, oldest first, an empty line between two |
 * | `states.jsonl` | a line a saved model version: its digest, the log's root then, the digest of the line before |
 * | `attestation.sigstore.json` | in-toto statement, SLSA provenance v1, DSSE, in a Sigstore bundle v0.3: every file of the folder, these three too, and the log's root |
 * | `model.sig` | OpenSSF Model Signing v1.0 over the folder without `seal/`; P-256 only |
 * | `anchor` | what the anchor gave for the bytes of `attestation.sigstore.json` |
 *
 * P-256 signs with SHA-256, as DER; in notes it is type 2, Ed25519 type 1.
 *
 * @module
 */
export { describeSealKey, type SealKeyDescription } from "./seal/describe_key.ts";
export { generateSealKey } from "./seal/generate_key.ts";
export { type EventProof, proveEvent, verifyEventProof } from "./seal/event_proof.ts";
export { type GrowthProof, proveGrowth, verifyGrowthProof } from "./seal/growth_proof.ts";
export { type SealedFiles, type SealFile, sealFiles } from "./seal/seal_files.ts";
export type { SealOptions, SealReport } from "./seal/seal_options.ts";
export { sealRun } from "./seal/seal_run.ts";
export type { SealKey, SealSigner } from "./seal/signer.ts";
export type { SealAlgorithm } from "./seal/web_crypto.ts";
export type { FileReference } from "./seal/file_claims.ts";
export type { FolderFile, FolderFiles } from "./seal/files_folder.ts";
export type {
  SignatureFacts,
  VerifyCode,
  VerifyCoverage,
  VerifyFinding,
} from "./seal/verify_finding.ts";
export { type Verification, type VerifyOptions, verifyRun } from "./seal/verify_run.ts";
