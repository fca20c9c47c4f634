/** Work that goes on side by side, within bounds. One caller at a time waits on it. */
export interface TaskPool {
  /** Waits until a further task may start. */
  room(): Promise<void>;
  /** Starts a task, which must not reject.
   *
   * @param weight what it holds until it ends, such as bytes of memory
   */
  start(weight: number, task: () => Promise<void>): void;
  /** Waits until nothing runs. */
  idle(): Promise<void>;
}

/** Makes a pool for at most so many tasks, of which none starts while those that run weigh `limit`
 * or more: together they weigh less than `limit` and one of them. */
export function createTaskPool(most: number, limit: number): TaskPool {
  let running = 0;
  let held = 0;
  let wake = () => {};

  async function until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => wake = resolve);
  }

  return {
    room: () => until(() => running === 0 || (running < most && held < limit)),
    start(weight, task) {
      running++;
      held += weight;
      void task().finally(() => {
        running--;
        held -= weight;
        wake();
      });
    },
    idle: () => until(() => running === 0),
  };
}
