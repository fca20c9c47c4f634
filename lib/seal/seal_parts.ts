/** The last checkpoint, and those before it. */
export const CHECKPOINT = "seal/checkpoint";
export const CHECKPOINTS = "seal/checkpoints";
/** The chain of the states of models. */
export const STATES = "seal/states.jsonl";
/** What vouches for every file of the folder. */
export const ATTESTATION = "seal/attestation.sigstore.json";
/** The same for the verifiers of OpenSSF Model Signing. */
export const MODEL_SIGNATURE = "seal/model.sig";
/** What a witness gave for the attestation. */
export const ANCHOR = "seal/anchor";

/** The files that a seal can consist of. */
export const SEAL_PARTS: readonly string[] = [
  CHECKPOINT,
  CHECKPOINTS,
  STATES,
  ATTESTATION,
  MODEL_SIGNATURE,
  ANCHOR,
];
