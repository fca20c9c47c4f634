import type { Mapping } from "./mapping.ts";

/** States that versions are revisions one of the other, and each a specialization of the whole. */
export function chainVersions({ p }: Mapping, general: string, versions: readonly string[]): void {
  versions.forEach((id, i) => {
    p.specializationOf(id, general);
    if (i === 0) return;
    p.wasDerivedFrom(id, versions[i - 1], { attributes: { "prov:type": p.name("prov:Revision") } });
  });
}
