import { checkText } from "../base/value.ts";

/** The namespace of runs that name none. */
const DEFAULT_NAMESPACE = "urn:stemma:";

/** Reads a namespace: an absolute IRI, or a bare host which is read as `https://`.
 *
 * @returns an absolute IRI that ends in `/`, `#` or `:`
 * @throws {RangeError} where it is neither
 */
export function namespaceIri(text: string | undefined): string {
  if (text === undefined) return DEFAULT_NAMESPACE;
  const given = checkText(text, "a run: namespace");
  const host = /^(localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+)(:[0-9]{1,5})?(\/.*)?$/.test(
    given,
  );
  const iri = host ? `https://${given}` : given;
  const sound = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\u0000-\u001f]+$/.test(iri) &&
    !/^https?:(?!\/\/[^/?#])/i.test(iri);
  if (!sound) {
    throw new RangeError(
      `Cannot start a run: namespace must be an absolute IRI or a host, got "${given}"`,
    );
  }
  return /[/#:]$/.test(iri) ? iri : `${iri}/`;
}
