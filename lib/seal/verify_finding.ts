/** What a finding is about. Codes are public and keep their meaning. */
export type VerifyCode =
  | "manifest-missing"
  | "manifest-malformed"
  | "manifest-path"
  | "manifest-run"
  | "log-missing"
  | "log-malformed"
  | "log-torn"
  | "log-root-differs"
  | "log-too-short"
  | "log-too-long"
  | "file-missing"
  | "file-extra"
  | "file-link"
  | "file-special"
  | "file-unreadable"
  | "file-digest-differs"
  | "file-size-differs"
  | "media-type-differs"
  | "prov-digest-differs"
  | "not-sealed"
  | "not-attested"
  | "seal-malformed"
  | "seal-incomplete"
  | "seal-of-another-run"
  | "payload-type"
  | "signature-invalid"
  | "key-not-trusted"
  | "key-missing"
  | "history-rewritten"
  | "state-chain-broken"
  | "unsigned-tail"
  | "no-anchor";

/** One thing that a verification found. */
export interface VerifyFinding {
  /** What it is about. */
  readonly code: VerifyCode;
  /** An error means that the record does not stand; a note is told and changes nothing. */
  readonly severity: "error" | "note";
  /** The same for a person. */
  readonly message: string;
  /** The file, relative to the run's folder; absent of what concerns no file. */
  readonly path?: string;
  /** How many events come before, or are meant; of a malformed or unsigned part of a file of several
   * its number, from 0; absent of what concerns neither. */
  readonly index?: number;
  /** What was stated; absent where nothing was compared. */
  readonly expected?: string | number;
  /** What is there instead. */
  readonly actual?: string | number;
}

/** What a verification has looked at. */
export interface VerifyCoverage {
  /** The files that were held against a digest, and their bytes. */
  readonly files: { readonly count: number; readonly bytes: number };
  /** How many events of the log were read and hashed. */
  readonly events: number;
  /** How many of them a checkpoint covers that one of the given keys signed. */
  readonly signedEvents: number;
  /** What is signed, and what became of its signature. */
  readonly signatures: readonly SignatureFacts[];
  /** Files that the run names and the folder holds no copy of. */
  readonly references: readonly {
    readonly name: string;
    readonly uri?: string;
    readonly sha256?: string;
  }[];
  /** What could not be checked, and why. */
  readonly unchecked: readonly { readonly path: string; readonly reason: string }[];
}

/** What became of a signature. */
export interface SignatureFacts {
  /** The file that holds it. */
  readonly path: string;
  /** `trusted`: one of the given keys made it. `invalid`: it claims to be by one of them and does
   * not hold. `unknown`: another key made it. `unchecked`: no key was given. */
  readonly state: "trusted" | "invalid" | "unknown" | "unchecked";
}

/** Takes what a part of a verification found; an error unless it says otherwise. */
export type Report = (
  finding: Omit<VerifyFinding, "severity"> & { readonly severity?: "note" },
) => void;
