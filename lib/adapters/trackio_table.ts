import { SinkError } from "../../mod.ts";
import { OPEN } from "./trackio_names.ts";
import type { TrackioServer } from "./trackio_server.ts";

/** A line that was sent before its end was known. */
export interface HeldLine {
  readonly id: string;
  /** The number of its first event. */
  readonly first: number;
  /** Its points and marks by name. */
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** What a server's table holds of one run, by the ids of its lines. */
export interface TrackioTable {
  /** How many lines are there up to an id, further parts of lines not counted, and the last one. */
  count(to: string, signal?: AbortSignal): Promise<{ count: number; last: string | null }>;
  /** How many of some lines are there. */
  countOf(ids: readonly string[], signal?: AbortSignal): Promise<number>;
  /** The lines in a range of ids, both ends included, that were sent before their end was known, in
   * order and many at a time. */
  openLines(
    from: string,
    to: string,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly HeldLine[], void, void>;
}

/** What separates the id of a line from the number of a point that came to it later. */
export const LATER = "+";

const MOST_ROWS = 10_000;

/** Reads the table of one project. The ids hold no letter that SQL would read. */
export function trackioTable(server: TrackioServer, project: string, key: string): TrackioTable {
  const range = (from: string, to: string) =>
    `FROM metrics WHERE log_id >= '${from}' AND log_id <= '${to}'`;
  const first = `${key}/`;

  async function count(to: string, signal?: AbortSignal) {
    const sql = `SELECT COUNT(*) AS count, MAX(log_id) AS last ${range(first, to)} ` +
      `AND INSTR(log_id, '${LATER}') = 0`;
    const [row] = await server.query(project, sql, signal);
    const { count, last } = row ?? {};
    if (typeof count === "number" && (last === null || typeof last === "string")) {
      return { count, last };
    }
    throw unusable("a count was expected");
  }

  return {
    count,
    async countOf(ids, signal) {
      const list = ids.map((id) => `'${id}'`).join(",");
      const sql = `SELECT COUNT(*) AS count FROM metrics WHERE log_id IN (${list})`;
      const [row] = await server.query(project, sql, signal);
      if (typeof row?.count === "number") return row.count;
      throw unusable("a count was expected");
    },
    async *openLines(from, to, signal) {
      for (let start = from, isFull = true; isFull;) {
        const sql = `SELECT log_id, metrics ${range(start, to)} ` +
          `AND INSTR(CAST(metrics AS TEXT), '"${OPEN}"') > 0 ORDER BY log_id LIMIT ${MOST_ROWS}`;
        const rows = await server.query(project, sql, signal);
        const lines = rows.map(heldLine);
        for (const { id } of lines) {
          if (id < start || id > to) throw unusable("a line was not asked for");
          start = `${id}!`;
        }
        if (lines.length > 0) yield lines;
        isFull = rows.length === MOST_ROWS;
      }
    },
  };
}

/** What the ids of a run's lines begin with: nothing that SQL or a `/` could be. */
export function keyOf(runId: string): string {
  return encodeURIComponent(runId).replaceAll("'", "%27");
}

function heldLine({ log_id: id, metrics }: Readonly<Record<string, unknown>>): HeldLine {
  const number = /\/([0-9]{12})\.[0-9a-f]{8}$/.exec(String(id))?.[1];
  try {
    const parsed: unknown = JSON.parse(String(metrics));
    if (number !== undefined && typeof parsed === "object" && parsed !== null) {
      return { id: String(id), first: Number(number), metrics: parsed as HeldLine["metrics"] };
    }
  } catch {
    // Said below.
  }
  throw unusable(`${JSON.stringify(id)} is no line as it was sent`);
}

function unusable(reason: string): SinkError {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot read "lines": the server's answer cannot be used: ${reason}`,
    { path: "lines" },
  );
}
