/** A sum with `count` numbers added to it one after another: `first`, `first` + `stride` and so on,
 * all of them safe integers.
 *
 * Where every partial sum is a safe integer nothing is ever rounded, so that they are added at once.
 * Cost: O(1), or O(count) beyond.
 */
export function addEven(sum: number, first: number, stride: number, count: number): number {
  const last = first + stride * (count - 1);
  const most = Math.max(Math.abs(first), Math.abs(last));
  if (Number.isInteger(sum) && Math.abs(sum) + count * most <= Number.MAX_SAFE_INTEGER) {
    return sum + count * (first + last) / 2;
  }
  for (let i = 0; i < count; i++) sum += first + stride * i;
  return sum;
}
