/** What must not come after what: edges between events, each with the constraint that asks for
 * it and the row of the statement that it follows from. */
export interface EventEdges {
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The numbers of the constraints. */
  readonly clause: Uint8Array;
  /** The rows; -1 for what holds of every entity and activity. */
  readonly row: Int32Array;
}

/** Gathers edges. */
export interface EdgeList {
  /** Adds one. Cost: O(1) amortized. */
  add(from: number, to: number, clause: number, row: number): void;
  /** Those that were added, in their order. */
  edges(): EventEdges;
}

/** Starts a list of edges with room for some. */
export function edgeList(room: number): EdgeList {
  let count = 0;
  let size = Math.max(16, room);
  let from = new Int32Array(size), to = new Int32Array(size), row = new Int32Array(size);
  let clause = new Uint8Array(size);

  function grow(): void {
    size *= 2;
    const wider = (old: Int32Array) => {
      const next = new Int32Array(size);
      next.set(old);
      return next;
    };
    [from, to, row] = [wider(from), wider(to), wider(row)];
    const clauses = new Uint8Array(size);
    clauses.set(clause);
    clause = clauses;
  }

  return {
    add(start, end, number, statement) {
      if (count === size) grow();
      from[count] = start;
      to[count] = end;
      clause[count] = number;
      row[count++] = statement;
    },
    edges: () => ({
      from: from.subarray(0, count),
      to: to.subarray(0, count),
      clause: clause.subarray(0, count),
      row: row.subarray(0, count),
    }),
  };
}
