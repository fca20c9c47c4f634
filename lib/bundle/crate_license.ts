import { isWebAddress } from "./crate_ids.ts";

/** A license as a crate names it. */
export interface CrateLicense {
  /** Its address. */
  readonly id: string;
  readonly name: string;
  /** The full name, where it is known. */
  readonly description?: string;
}

const SPDX = "https://spdx.org/licenses/";

/** Licenses of data, models and code by their SPDX identifiers.
 *
 * @see https://spdx.org/licenses/
 */
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  "CC-BY-4.0": "Creative Commons Attribution 4.0 International",
  "CC-BY-SA-4.0": "Creative Commons Attribution Share Alike 4.0 International",
  "CC-BY-NC-4.0": "Creative Commons Attribution Non Commercial 4.0 International",
  "CC-BY-NC-SA-4.0": "Creative Commons Attribution Non Commercial Share Alike 4.0 International",
  "CC-BY-NC-ND-4.0": "Creative Commons Attribution Non Commercial No Derivatives 4.0 International",
  "CC-BY-ND-4.0": "Creative Commons Attribution No Derivatives 4.0 International",
  "CC-BY-3.0": "Creative Commons Attribution 3.0 Unported",
  "CC0-1.0": "Creative Commons Zero v1.0 Universal",
  "ODbL-1.0": "Open Data Commons Open Database License v1.0",
  "ODC-By-1.0": "Open Data Commons Attribution License v1.0",
  "PDDL-1.0": "Open Data Commons Public Domain Dedication & License 1.0",
  "CDLA-Permissive-2.0": "Community Data License Agreement Permissive 2.0",
  "Apache-2.0": "Apache License 2.0",
  "MIT": "MIT License",
  "ISC": "ISC License",
  "BSD-2-Clause": 'BSD 2-Clause "Simplified" License',
  "BSD-3-Clause": 'BSD 3-Clause "New" or "Revised" License',
  "MPL-2.0": "Mozilla Public License 2.0",
  "EPL-2.0": "Eclipse Public License 2.0",
  "EUPL-1.2": "European Union Public License 1.2",
  "GPL-2.0-only": "GNU General Public License v2.0 only",
  "GPL-2.0-or-later": "GNU General Public License v2.0 or later",
  "GPL-3.0-only": "GNU General Public License v3.0 only",
  "GPL-3.0-or-later": "GNU General Public License v3.0 or later",
  "LGPL-3.0-only": "GNU Lesser General Public License v3.0 only",
  "LGPL-3.0-or-later": "GNU Lesser General Public License v3.0 or later",
  "AGPL-3.0-only": "GNU Affero General Public License v3.0",
  "AGPL-3.0-or-later": "GNU Affero General Public License v3.0 or later",
  "Unlicense": "The Unlicense",
});

/** The license that a text names: an SPDX identifier that is well known, in any letter case, or a
 * web address; `undefined` for every other text. */
export function licenseOf(text: string): CrateLicense | undefined {
  const wanted = (text.startsWith(SPDX) ? text.slice(SPDX.length) : text).toLowerCase();
  const name = Object.keys(NAMES).find((known) => known.toLowerCase() === wanted);
  if (name !== undefined) return { id: SPDX + name, name, description: NAMES[name] };
  return isWebAddress(text) ? { id: text, name: text } : undefined;
}
