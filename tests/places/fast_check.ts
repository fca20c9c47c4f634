// Takes the place of `fast-check` in places where a test may not take long: fewer cases each.
import fc, { type IProperty, type Parameters } from "fast-check";

const MOST = 100;

const fewer: typeof fc = {
  ...fc,
  assert:
    ((property: IProperty<unknown>, options: Parameters<unknown> = {}) =>
      fc.assert(property, {
        ...options,
        numRuns: Math.min(options.numRuns ?? MOST, MOST),
      })) as typeof fc.assert,
};
export default fewer;
