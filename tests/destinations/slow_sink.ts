import { setTimeout as sleep } from "node:timers/promises";
import { memorySink, type Sink, type SinkFile } from "stemma";

/** How a slow sink behaves. */
export interface SlowSinkOptions {
  /** How long a file takes. */
  readonly ms?: number;
  /** Whether a try is to fail; tries of a path are counted from 1. */
  readonly fails?: (path: string, tries: number) => boolean;
}

/** A sink in memory that is slow and counts. */
export interface SlowSink {
  readonly sink: Sink;
  /** The names of the artifacts that were begun, how many files and bytes were under way, now and at
   * most, and how often it was asked what it has. */
  readonly seen: {
    begun: string[];
    now: number;
    most: number;
    bytes: number;
    mostBytes: number;
    asked: number;
  };
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** Makes a sink that is slow, counts, and fails where it is told to. */
export function slowSink({ ms = 2, fails = () => false }: SlowSinkOptions = {}): SlowSink {
  const memory = memorySink();
  const tries = new Map<string, number>();
  const seen: SlowSink["seen"] = { begun: [], now: 0, most: 0, bytes: 0, mostBytes: 0, asked: 0 };
  const sink: Sink = {
    async put(file: SinkFile, options) {
      seen.begun.push(file.path.replace("x/r/artifacts/", ""));
      seen.most = Math.max(seen.most, ++seen.now);
      seen.mostBytes = Math.max(seen.mostBytes, seen.bytes += file.size);
      const count = (tries.get(file.path) ?? 0) + 1;
      tries.set(file.path, count);
      try {
        await sleep(ms);
        if (fails(file.path, count)) throw new Error(`no ${count}`);
        await memory.put(file, options);
      } finally {
        seen.now--;
        seen.bytes -= file.size;
      }
    },
    has(path, sha256) {
      seen.asked++;
      return memory.has(path, sha256);
    },
  };
  return { sink, seen, files: memory.files };
}
