import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type ProvDocument, provToJson, provToJsonLd, provToProvN } from "stemma/prov";
import { pythonSamples } from "./peer.ts";
import type { Job, Side } from "./row.ts";

/** A format that Python's `prov` knows, by its name there. */
export type PeerFormat = "json" | "provn" | "jsonld";

const WRITERS: Readonly<Record<PeerFormat, (doc: ProvDocument) => string>> = {
  json: provToJson,
  provn: provToProvN,
  jsonld: provToJsonLd,
};

const SCRIPT = `
import json, sys, time
from prov.model import ProvDocument
path, format, verb, repeats = sys.argv[1:]
text = open(path, encoding="utf-8").read()
doc = ProvDocument.deserialize(content=text, format=format)
records = len(doc.get_records())
def work():
    if verb == "read": ProvDocument.deserialize(content=text, format=format)
    elif format == "provn": doc.get_provn()
    else: doc.serialize(format=format)
samples = []
for _ in range(int(repeats)):
    start = time.perf_counter()
    work()
    samples.append(records / (time.perf_counter() - start))
print(json.dumps(samples))
`;

/** Python's `prov` at work on the same document, in records a second; once or twice, since it takes
 * seconds. */
export function pythonProv(
  verb: "read" | "write",
  format: PeerFormat,
  make: (job: Job) => ProvDocument,
): Side {
  return {
    name: "Python prov",
    measure(job) {
      const path = join(tmpdir(), `stemma-bench-${process.pid}.${format}`);
      writeFileSync(path, WRITERS[format](make(job)));
      try {
        const repeats = job.smoke || format === "provn" && verb === "read" ? "1" : "2";
        return pythonSamples(["prov.model"], SCRIPT, path, format, verb, repeats);
      } finally {
        rmSync(path);
      }
    },
  };
}
