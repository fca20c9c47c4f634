import { concat, fromHex, toHex, utf8 } from "../base/bytes.ts";
import { sha256 } from "../core/sha256.ts";
import { isDigest } from "./manifest.ts";
import { type FileDigest, malformed, type Statement, statement } from "./statement.ts";

/** The predicate type of OpenSSF Model Signing. */
export const MODEL_SIGNATURE_TYPE = "https://model_signing/signature/v1.0";

/** What the verifiers of Model Signing pass over by themselves. */
const GIT_PATHS: readonly string[] = [".git", ".gitattributes", ".github", ".gitignore"];

/** What a `model.sig` says of a folder. */
export interface ModelSignature {
  /** The name that the folder had. */
  readonly name: string;
  readonly files: readonly FileDigest[];
}

/** States the files of a folder as OpenSSF Model Signing does.
 *
 * @param files every file of the folder but those below `seal/`
 * @see OpenSSF Model Signing v1.0
 */
export function modelStatement(name: string, files: readonly FileDigest[]): Statement {
  const sorted = files.map((file) => ({ file, key: partsKey(file.path) }))
    .sort((a, b) => compareBytes(a.key, b.key)).map(({ file }) => file);
  return statement(
    MODEL_SIGNATURE_TYPE,
    [{ name, digest: { sha256: rootOf(sorted) } }],
    {
      serialization: {
        method: "files",
        hash_type: "sha256",
        allow_symlinks: false,
        ignore_paths: ["seal", ...GIT_PATHS],
      },
      resources: sorted.map(({ path, sha256 }) => ({
        name: path,
        algorithm: "sha256",
        digest: sha256,
      })),
    },
  );
}

/** Reads what a `model.sig` says, from a statement that was verified.
 *
 * @throws {SealError} `SEAL_FORMAT`, also where the digests of the files are not those of the folder
 */
export function readModelSignature(
  { predicateType, subject, predicate }: Statement,
): ModelSignature {
  if (predicateType !== MODEL_SIGNATURE_TYPE) throw malformed("it is no model signature");
  if (subject.length !== 1) throw malformed(`one subject was expected, got ${subject.length}`);
  const { resources } = predicate;
  if (!Array.isArray(resources)) throw malformed("resources are missing");
  const files = resources.map((entry): FileDigest => {
    const { name, algorithm, digest } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== "string" || algorithm !== "sha256" || !isDigest(digest)) {
      throw malformed("a resource has no name or no SHA-256");
    }
    return { path: name, sha256: digest };
  });
  const [{ name = "", digest }] = subject;
  if (digest?.sha256 !== rootOf(files)) throw malformed("the folder's digest is not of its files");
  return { name, files };
}

/** SHA-256 over the digests in their order. */
function rootOf(files: readonly FileDigest[]): string {
  return toHex(sha256(concat(files.map(({ sha256 }) => fromHex(sha256)!))));
}

/** Bytes whose order is that of the paths compared part by part: a part ends before any letter. */
function partsKey(path: string): Uint8Array {
  return utf8(path).map((byte) => byte === 0x2f ? 0 : byte);
}

function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let i = 0; i < length; i++) if (one[i] !== other[i]) return one[i] - other[i];
  return one.length - other.length;
}
