import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { verifyGrowthProof } from "stemma/seal";
import { toHex } from "../../lib/base/bytes.ts";
import { isConsistent, isIncluded } from "../../lib/seal/check_proof.ts";
import { oracle } from "../oracle.ts";

const corpus = "../shared/corpora/merkle/testdata";

interface Vector {
  desc: string;
  wantErr: boolean;
  proof: string[] | null;
  [field: string]: unknown;
}

/** The vectors of a kind, each with its file. */
function vectorsOf(kind: string): [file: string, vector: Vector][] {
  return readdirSync(join(corpus, kind), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => [file, JSON.parse(readFileSync(join(corpus, kind, file), "utf8"))]);
}

const hash = (value: unknown) => new Uint8Array(Buffer.from((value ?? "") as string, "base64"));

const corpora = oracle("the shared corpora", existsSync(corpus));

const checks: Record<string, (vector: Vector, proof: Uint8Array[]) => boolean> = {
  inclusion: (v, proof) =>
    isIncluded(
      hash(v.leafHash),
      v.leafIdx as number,
      [0, v.treeSize as number],
      proof,
      hash(v.root),
    ),
  subtreeinclusion: (v, proof) =>
    isIncluded(
      hash(v.leafHash),
      v.leafIdx as number,
      [v.start as number, v.end as number],
      proof,
      hash(v.root),
    ),
  // The public function: of a tree without leaves it proves nothing.
  consistency: (v, proof) =>
    verifyGrowthProof({
      older: { length: v.size1 as number, root: toHex(hash(v.root1)) },
      newer: { length: v.size2 as number, root: toHex(hash(v.root2)) },
      path: proof.map(toHex),
    }),
  subtreeconsistency: (v, proof) =>
    isConsistent(
      [v.start as number, v.end as number],
      hash(v.root1),
      v.size as number,
      hash(v.root2),
      proof,
    ),
};

for (const [kind, check] of Object.entries(checks)) {
  test(`every vector of ${kind} gets the verdict it asks for`, corpora, () => {
    const vectors = vectorsOf(kind);
    assert.ok(vectors.some(([, vector]) => vector.wantErr));
    assert.ok(vectors.some(([, vector]) => !vector.wantErr));
    for (const [file, vector] of vectors) {
      const verdict = check(vector, (vector.proof ?? []).map(hash));
      assert.equal(verdict, !vector.wantErr, `${file}: ${vector.desc}`);
    }
  });
}
