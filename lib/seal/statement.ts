import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isDigest } from "./manifest.ts";
import { readJson } from "./sigstore_bundle.ts";

/** Something that a statement names, by digest.
 *
 * @see in-toto attestation v1, "ResourceDescriptor"
 */
export interface Resource {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** What is said of some things.
 *
 * @see in-toto attestation v1, "Statement"
 */
export interface Statement {
  readonly _type: "https://in-toto.io/Statement/v1";
  readonly subject: readonly Resource[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/** A file of the run's folder. */
export interface FileDigest {
  /** Relative to the folder, `/`-separated. */
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** Makes a statement. */
export function statement(
  predicateType: string,
  subject: readonly Resource[],
  predicate: Record<string, unknown>,
): Statement {
  return { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate };
}

/** Reads a statement from the payload of an envelope that was verified.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readStatement(payload: Uint8Array): Statement {
  const value = readJson("a statement", payload);
  const { _type, subject, predicateType, predicate } = value;
  if (_type !== "https://in-toto.io/Statement/v1") {
    throw malformed(`the type ${nameOf(_type)} is not known`);
  }
  if (typeof predicateType !== "string") throw malformed("predicateType is missing");
  if (typeof predicate !== "object" || predicate === null) throw malformed("predicate is missing");
  readResources("subject", subject);
  return value as unknown as Statement;
}

/** Reads a list of things that a statement names.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readResources(what: string, value: unknown): readonly Resource[] {
  if (!Array.isArray(value)) throw malformed(`${what} is no list`);
  for (const entry of value) {
    if (typeof entry !== "object" || entry === null) throw malformed(`${what} holds no thing`);
    const { name, digest } = entry as Resource;
    const isOne = (name === undefined || typeof name === "string") &&
      (digest === undefined || (typeof digest === "object" && digest !== null));
    if (!isOne) throw malformed(`${what} holds a thing whose name or digest is none`);
  }
  return value as Resource[];
}

/** The file that a thing is.
 *
 * @throws {SealError} `SEAL_FORMAT` where it has no name or no SHA-256
 */
export function fileOf({ name, digest }: Resource): FileDigest {
  const sha256 = digest?.sha256;
  if (name === undefined || !isDigest(sha256)) throw malformed(`${nameOf(name)} has no SHA-256`);
  return { path: name, sha256 };
}

/** The error for a statement that says something else than it should. */
export function malformed(why: string): SealError {
  return new SealError("SEAL_FORMAT", `Cannot read a statement: ${why}`);
}
