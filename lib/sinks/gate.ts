import { untilAborted } from "../http/abort.ts";

/** Lets so much through at a time; who comes first goes first. */
export interface Gate {
  /** Waits until there is room for this weight beside what is inside.
   *
   * @throws {SinkError} `SINK_ABORTED`
   */
  enter(weight: number, path: string, signal?: AbortSignal): Promise<void>;
  /** Says that a weight went out. */
  leave(weight: number): void;
}

/** Makes a gate.
 *
 * @param most how many may be inside
 * @param limit what they may weigh together; a heavier one goes in alone
 */
export function createGate(most: number, limit: number): Gate {
  let count = 0;
  let inside = 0;
  const waiting: { weight: number; open: () => void }[] = [];

  function admit(): void {
    while (waiting.length > 0) {
      const { weight, open } = waiting[0];
      if (count > 0 && (count >= most || inside + weight > limit)) return;
      waiting.shift();
      count++;
      inside += weight;
      open();
    }
  }

  function leave(weight: number): void {
    count--;
    inside -= weight;
    admit();
  }

  return {
    leave,
    async enter(weight, path, signal) {
      const entered = new Promise<void>((open) => waiting.push({ weight, open }));
      admit();
      try {
        await untilAborted(entered, path, signal);
      } catch (error) {
        // Who gave up goes in when its turn comes, and out at once.
        void entered.then(() => leave(weight));
        throw error;
      }
    },
  };
}
