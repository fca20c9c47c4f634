import process from "node:process";

/** What was consumed, so that no engine leaves work out whose result nobody reads. */
let consumed = 0;

/** Takes a result. */
export function consume(result: number): void {
  consumed += result;
  if (consumed === 0.1234567) process.stderr.write("improbable\n");
}

/** Counts the processor's time in place of the wall's: what is left to trust on a busy computer. */
export function useCpuClock(): void {
  clock = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
}

let clock = (): number => performance.now();

/** How often to warm up and to measure. */
export interface Repeats {
  readonly warm: number;
  readonly repeats: number;
}

/** The nanoseconds that one of `count` things takes, for each repeat after the warm-up. */
export async function nanoseconds(
  count: number,
  { warm, repeats }: Repeats,
  work: () => number | Promise<number>,
): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < warm + repeats; i++) {
    const start = clock();
    consume(await work());
    const end = clock();
    if (i >= warm) samples.push((end - start) * 1e6 / count);
  }
  return samples;
}

/** How many of `count` things a second sees, for each repeat, in units of `scale`. */
export async function perSecond(
  count: number,
  scale: number,
  repeats: Repeats,
  work: () => number | Promise<number>,
): Promise<number[]> {
  return (await nanoseconds(count, repeats, work)).map((ns) => 1e9 / ns / scale);
}
