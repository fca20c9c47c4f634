/** The media types of the files that a run is exported as. */
const TYPES: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze({
  __proto__: null as never,
  "run.log": "application/octet-stream",
  "prov.json": "application/json",
  "prov.provn": "text/provenance-notation",
  "prov.jsonld": "application/ld+json",
  "prov.dot": "text/vnd.graphviz",
  "prov.svg": "image/svg+xml",
  "ro-crate-metadata.json": "application/ld+json",
});

/** The media type of a file that is made from the log; `undefined` of any other file. */
export function exportType(path: string): string | undefined {
  return path.startsWith("metrics/") ? "text/csv" : TYPES[path];
}
