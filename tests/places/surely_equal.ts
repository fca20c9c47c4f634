const { hasOwn, is, getPrototypeOf } = Object;

/** Whether two values are equal beyond doubt, and simple enough to see it at once.
 *
 * `false` says nothing: whoever asks then compares them in full. That takes the package for it a
 * hundred times as long on large arrays, which are most of what tests compare.
 */
export function surelyEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (depth > 20 || getPrototypeOf(a) !== getPrototypeOf(b)) return false;
  if (Array.isArray(a) || ArrayBuffer.isView(a) && !(a instanceof DataView)) {
    return sameList(a as ArrayLike<unknown>, b as ArrayLike<unknown>, depth);
  }
  const prototype = getPrototypeOf(a);
  if (prototype !== Object.prototype && prototype !== null) return false;
  const keys = Reflect.ownKeys(a);
  return keys.length === Reflect.ownKeys(b).length &&
    keys.every((key) =>
      hasOwn(b, key) && plainly(a, key) && plainly(b, key) &&
      surelyEqual(a[key as never], b[key as never], depth + 1)
    );
}

function sameList(a: ArrayLike<unknown>, b: ArrayLike<unknown>, depth: number): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (!is(a[i], b[i]) && !surelyEqual(a[i], b[i], depth + 1)) return false;
  }
  // Neither holes nor names beside the elements; `length` is an own property of arrays alone.
  const own = a.length + (Array.isArray(a) ? 1 : 0);
  return Reflect.ownKeys(a).length === own && Reflect.ownKeys(b).length === own;
}

const plainly = (of: object, key: PropertyKey) => {
  const property = Object.getOwnPropertyDescriptor(of, key);
  return property?.enumerable === true && "value" in property;
};
