import process from "node:process";
import {
  type ProvRecord,
  qualifiedName,
  readJsonLdStream,
  streamJson,
  streamJsonLd,
  streamProvN,
} from "../../lib/prov.ts";

const EX = "https://example.org/ns/";
const prefixes = { ex: EX };

/** Entities, then what generated them: each made when it is asked for. */
function* statements(count: number): Generator<ProvRecord> {
  for (let i = 0; i < count; i++) {
    // A writer that remembers names by what they are, and not by what they say, keeps these.
    const activity = qualifiedName("ex", EX, "run");
    const step = qualifiedName("ex", EX, "step");
    const entity = qualifiedName("ex", EX, `e${i % (count / 2)}`);
    yield i < count / 2
      ? {
        kind: "entity",
        id: entity,
        formal: {},
        attributes: [{ name: step, value: { text: String(i) } }],
      }
      : { kind: "wasGeneratedBy", formal: { entity, activity }, attributes: [] };
  }
}

const WRITERS = {
  streamJson: (count: number) => streamJson({ prefixes, records: statements(count) }),
  streamJsonLd: (count: number) => streamJsonLd({ prefixes, records: statements(count) }),
  streamProvN: (count: number) => streamProvN({ prefixes, records: statements(count) }),
} as const;

/** The streams that must hold no more than they need. */
export const STREAMS = ["streamJson", "streamJsonLd", "streamProvN", "readJsonLdStream"] as const;

/** By how many bytes memory grows at most while a million statements go by, above the most of the
 * first 300,000: by then a collector has made for what comes and goes all the room that it wants. */
export async function streamGrowth(stream: typeof STREAMS[number]): Promise<number> {
  const count = 1_000_000;
  let base = 0, peak = 0, found = 0;
  const watch = (more: number) => {
    found += more;
    peak = Math.max(peak, process.memoryUsage().rss);
    if (found <= 300_000) base = peak;
  };
  if (stream === "readJsonLdStream") {
    let some = 0;
    for await (const { record } of readJsonLdStream(WRITERS.streamJsonLd(count))) {
      if (record === undefined || ++some < 1000) continue;
      watch(some);
      some = 0;
    }
  } else {
    for (const piece of WRITERS[stream](count)) watch(piece.split("\n").length - 1);
  }
  // Few lines are no statement.
  if (found < count || found > count + 20) throw new Error(`${found} of ${count} statements came`);
  return peak - base;
}
