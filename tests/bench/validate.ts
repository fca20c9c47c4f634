import { equalProv, mergeProv, provBuilder, type ProvDocument, validateProv } from "stemma/prov";
import { milliseconds, perSecond } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row } from "./row.ts";

/** A document as runs leave them: of five statements an entity with four attributes, an entity, its
 * generation, a usage and a derivation; beside them a thousand activities. */
function manyRecords(count: number): ProvDocument {
  const p = provBuilder({ ex: "https://e.example/" });
  for (let i = 0; i < Math.min(1000, count / 100); i++) p.activity(`ex:a${i}`);
  for (let i = 0; i < count / 5; i++) {
    const activity = `ex:a${i % Math.min(1000, count / 100)}`;
    const source = p.entity(`ex:in${i}`, {
      "prov:label": `input ${i}`,
      "prov:type": p.name("ex:Sample"),
      "ex:index": i,
      "ex:share": i / 7,
    });
    const made = p.entity(`ex:out${i}`);
    p.wasGeneratedBy(made, activity, { time: i });
    p.used(activity, source, { time: i });
    p.wasDerivedFrom(made, source);
  }
  return p.document();
}

/** What Python prov can check: it unites statements and fails where two cannot be one. */
const UNIFIED = `
import sys, json, time, prov.model as m
d = m.ProvDocument()
d.add_namespace("ex", "https://e.example/")
n = int(sys.argv[1])
k = min(1000, n // 100)
for i in range(k): d.activity("ex:a%d" % i)
for i in range(n // 5):
    a = "ex:a%d" % (i % k)
    d.entity("ex:in%d" % i, {"prov:label": "input %d" % i, "prov:type": "ex:Sample", "ex:index": i, "ex:share": i / 7})
    d.entity("ex:out%d" % i)
    d.wasGeneratedBy("ex:out%d" % i, a, "2026-01-01T00:00:00Z")
    d.used(a, "ex:in%d" % i, "2026-01-01T00:00:00Z")
    d.wasDerivedFrom("ex:out%d" % i, "ex:in%d" % i)
out = []
for _ in range(int(sys.argv[2])):
    t = time.perf_counter()
    d.unified()
    out.append((n + k) / (time.perf_counter() - t))
print(json.dumps(out))
`;

const BAR = ">= 300 k records/s";

function validateRow(id: string, size: string, count: number, repeats: number): Row {
  const countOf = ({ smoke }: Job) => smoke ? 1000 : count;
  return {
    id,
    work: `check ${size} statements against PROV-CONSTRAINTS, warnings too`,
    unit: "records/s",
    better: "more",
    bar: BAR,
    sides: [{
      name: "validateProv",
      async measure(job) {
        const doc = manyRecords(countOf(job));
        const times = await milliseconds(
          job.smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats },
          () => validateProv(doc).length,
        );
        return perSecond(doc.records.length, times);
      },
    }],
  };
}

const hundredThousand = validateRow("validate/100k", "100 k", 100_000, 9);
const million = validateRow("validate/1m", "1 M", 1_000_000, 3);

const withPeer: Row = {
  ...hundredThousand,
  sides: [...hundredThousand.sides, {
    name: "Python prov, unified() only",
    measure: ({ smoke }) =>
      pythonSamples(["prov.model"], UNIFIED, smoke ? "1000" : "100000", smoke ? "1" : "3"),
  }],
};

const merge: Row = {
  id: "validate/merge",
  work: "merge 8 documents of 12.5 k statements each",
  unit: "records/s",
  better: "more",
  sides: [{
    name: "mergeProv",
    async measure(job) {
      const doc = manyRecords(job.smoke ? 1000 : 12_500);
      const docs = Array.from({ length: 8 }, () => doc);
      const times = await milliseconds(
        job.smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 9 },
        () => mergeProv(docs).records.length,
      );
      if (!equalProv(mergeProv(docs), doc)) throw new Error("The merged document is another one");
      return perSecond(docs.length * doc.records.length, times);
    },
  }],
};

/** How fast documents are checked and merged. */
export const validateRows: readonly Row[] = [withPeer, million, merge];
