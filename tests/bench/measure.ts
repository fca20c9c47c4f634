import process from "node:process";

/** What was consumed, so that no engine leaves work out whose result nobody reads. */
let consumed = 0;

/** Takes a result. */
export function consume(result: number): void {
  consumed += result;
  if (consumed === 0.1234567) process.stderr.write("improbable\n");
}

/** The milliseconds of the clock in use; only differences mean something. */
export function now(): number {
  return clock();
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

/** The milliseconds that work takes, for each repeat after the warm-up.
 *
 * @param prepare makes what each repeat works on; its time does not count
 */
export async function milliseconds<Subject = undefined>(
  { warm, repeats }: Repeats,
  work: (subject: Subject) => number | Promise<number>,
  prepare: () => Subject = () => undefined as Subject,
): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < warm + repeats; i++) {
    const subject = prepare();
    const start = clock();
    consume(await work(subject));
    const end = clock();
    if (i >= warm) samples.push(end - start);
  }
  return samples;
}

/** How many things a second sees, where `count` of them took so many milliseconds. */
export function perSecond(count: number, milliseconds: readonly number[]): number[] {
  return milliseconds.map((ms) => count * 1000 / ms);
}
