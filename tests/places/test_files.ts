/** The chosen files of tests, each to be evaluated when it is asked for: `bundle_place.ts` puts them
 * here. */
export const testFiles: Readonly<Record<string, () => Promise<unknown>>> = {};
