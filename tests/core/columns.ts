import type { Values } from "../../lib/core/search.ts";

/** A seeded generator of uniform numbers in 0…1 (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}

/** Random bytes of a seed. */
export function seededBytes(
  length: number,
  seed: number,
): Uint8Array<ArrayBuffer> {
  const random = seeded(seed);
  return Uint8Array.from({ length }, () => random() * 256);
}

type Maker = (random: () => number, i: number, n: number) => number;

const pick = <T>(random: () => number, ...of: T[]): T => of[Math.floor(random() * of.length)];

/** Any float64 bit pattern, NaN and infinities included. */
function anyBits(random: () => number): number {
  const words = Uint32Array.of(random() * 2 ** 32, random() * 2 ** 32);
  return new Float64Array(words.buffer)[0];
}

/** The magnitudes at which the scale of a block changes, and their neighbours. */
const SCALE_EDGES = [480, -400].flatMap((exponent) =>
  [1 - 2 ** -53, 1, 1 + 2 ** -52].map((factor) => factor * 2 ** exponent)
);

const makers: Record<string, Maker> = {
  uniform: (random) => random(),
  "sine with NaN": (random, i) => random() < 0.05 ? NaN : Math.sin(i / 50),
  "NaN, infinities and zeros": (random) => pick(random, NaN, Infinity, -Infinity, 0, -0, 1, -1),
  "zeros of both signs": (random) => pick(random, 0, -0),
  "all NaN": () => NaN,
  "no finite": (random) => pick(random, NaN, Infinity, -Infinity),
  "no finite but the last": (_, i, n) => i === n - 1 ? 7 : NaN,
  subnormal: (random) => pick(random, 1, -1) * random() * 1e-308,
  "least subnormals": (random) => 5e-324 * Math.floor(random() * 4),
  "around 1e-300": (random) => (random() - 0.5) * 1e-300,
  "zeros, then around 1e-300": (random, i, n) => i < n / 2 ? 0 : (1 + random()) * 1e-300,
  "around 1e300": (random) => (random() - 0.5) * 1e300,
  "around 1e308": (random) => pick(random, 1, -1) * (1 + random() / 2) * 1e308,
  "1e9 ± 1e-3": (random) => 1e9 + (random() - 0.5) * 2e-3,
  "all magnitudes": (random) =>
    pick(random, 1, -1) * random() * 10 ** Math.floor(random() * 600 - 300),
  "all bit patterns": anyBits,
  lognormal: (random) =>
    Math.exp(
      4 * Math.sqrt(-2 * Math.log(1 - random())) *
        Math.cos(6.283185307 * random()),
    ),
  "ties of integers": (random) => Math.floor(random() * 10),
  rising: (_, i) => i * 0.1,
  falling: (_, i) => -i * 0.1,
  constant: () => 0.1,
  "a block at each edge of a scale": (random, i, n) =>
    SCALE_EDGES[((i >> 10) + n) % SCALE_EDGES.length] * (i % 5 ? random() : 1),
  "many subnormals side by side": (random) => 5e-324 * Math.floor(random() * 1e6),
  "half -Infinity": (random) => random() < 0.5 ? -Infinity : random(),
  "large, then small": (random, i, n) => random() * (i < n / 2 ? 1e200 : 1),
};

/** The names of the columns that `column()` makes. */
export const columnNames: readonly string[] = Object.keys(makers);

/** A column of a kind chosen to hurt; the same every time. */
export function column(name: string, n: number): Float64Array<ArrayBuffer> {
  const random = seeded(n * 31 + columnNames.indexOf(name));
  return Float64Array.from({ length: n }, (_, i) => makers[name](random, i, n));
}

/** Lengths around the edges of blocks, lanes and thresholds. */
export const columnLengths: readonly number[] = [
  ...[1, 2, 3, 7, 8, 9, 31, 32, 33, 64, 65, 128, 129, 513],
  ...[1023, 1024, 1025, 4095, 4096, 4097, 65535, 65536, 65537, 131_073, 300_000],
];

/** A column as the kernel's face reads one. */
export function valuesOf(values: Float64Array): Values {
  return {
    length: values.length,
    copy: (from, to, target) => target.set(values.subarray(from, to)),
  };
}
