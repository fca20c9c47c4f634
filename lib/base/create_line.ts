/** Makes a line of work: an act starts when the one before it has ended, well or badly. */
export function createLine(): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (act) => {
    const turn = last.then(act);
    last = turn.catch(() => {/* Whoever waits for it is told. */});
    return turn;
  };
}
