import type { FileReference } from "./file_claims.ts";

/** What a finding is about. Codes are public and keep their meaning.
 *
 * | code | what it says |
 * |---|---|
 * | `manifest-missing` | the folder was never finished, or the manifest was removed |
 * | `manifest-malformed` | the manifest is none, or holds what no manifest holds |
 * | `manifest-path` | it names a path outside of the folder, or a file without size and digest |
 * | `manifest-run` | it is of another run, or says another status |
 * | `log-missing` | there is no `run.log` |
 * | `log-malformed` | the log was changed; `index` tells how many events come before |
 * | `log-torn` | the end of the log is missing: a crash, or somebody, cut it |
 * | `log-root-differs` | entries were added, removed or changed |
 * | `log-too-short` | the log has fewer events than somebody has stated or signed |
 * | `log-too-long` | the log went on after the manifest was written |
 * | `file-missing`, `file-extra` | the folder is not the one that was saved or sealed |
 * | `file-link`, `file-special` | a link, a pipe, a device: it is not opened |
 * | `file-unreadable` | the file could not be read |
 * | `file-digest-differs` | the file was changed |
 * | `file-size-differs`, `media-type-differs` | what is said of the file was changed |
 * | `prov-digest-differs` | the graph is not the one that was saved |
 * | `not-sealed`, `not-attested` | nothing, or only the log, is signed: an error where keys are given |
 * | `seal-malformed` | a part of the seal is none, or holds what no seal holds |
 * | `seal-incomplete` | a part of the seal was removed |
 * | `seal-of-another-run` | a part of the seal belongs to another run |
 * | `payload-type` | what is signed is no statement |
 * | `signature-invalid` | the bytes, the signature, or the hint at its key were changed |
 * | `key-not-trusted` | it is signed, by none of the keys that were given |
 * | `key-missing` | no key was given: nobody knows whose seal it is |
 * | `history-rewritten` | what a checkpoint was signed for is not what the log begins with |
 * | `state-chain-broken` | a state of a model does not follow from the one before, or from the log |
 * | `unsigned-tail` | events behind the last checkpoint, `index` is the first: a note |
 * | `no-anchor` | when the seal was made rests on the word of the key's owner: a note |
 */
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
  /** Whether all that lies in the folder was seen. A source that cannot list was asked for what
   * manifest, log and seal name: what else lies there is not known. */
  readonly listed: boolean;
  /** How many events of the log were read and hashed. */
  readonly events: number;
  /** How many of them a checkpoint covers that one of the given keys signed. */
  readonly signedEvents: number;
  /** What is signed, and what became of its signature. */
  readonly signatures: readonly SignatureFacts[];
  /** Files that the run names and the folder holds no copy of. */
  readonly references: readonly FileReference[];
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
