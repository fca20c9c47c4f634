import process from "node:process";
import type { SinkFile } from "stemma";
import { s3Sink } from "stemma/s3";
import {
  needsVersitygw,
  startVersitygwServer,
  type VersitygwServer,
} from "../servers/versitygw.ts";
import { milliseconds, perSecond } from "./measure.ts";
import { absent } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { bareClient } from "./s3_bare.ts";
import { largeFile, smallFiles } from "./s3_files.ts";

const megabytesOf = ({ smoke }: Job) => smoke ? 16 : 1024;
const filesOf = ({ smoke }: Job) => smoke ? 50 : 5000;

/** A side that works on a server of its own. */
function side(
  name: string,
  work: (server: VersitygwServer, job: Job) => Promise<number[]>,
): Side {
  return {
    name,
    async measure(job) {
      if (needsVersitygw.skip !== false) return absent("versitygw");
      const server = await startVersitygwServer();
      try {
        return await work(server, job);
      } finally {
        await server.stop();
      }
    },
  };
}

const sinkOf = ({ url, keys }: VersitygwServer) =>
  s3Sink({ bucket: "runs", endpoint: url, ...keys });

type PutSmall = (server: VersitygwServer) => (files: readonly SinkFile[]) => Promise<unknown>;

function smallSide(name: string, make: PutSmall): Side {
  return side(name, async (server, job) => {
    const put = make(server);
    let round = 0;
    const repeats = job.smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 2 };
    const times = await milliseconds(
      repeats,
      async (files) => (await put(files), files.length),
      () => smallFiles(`${round++}`, filesOf(job)),
    );
    return perSecond(filesOf(job), times);
  });
}

type PutLarge = (server: VersitygwServer, job: Job) => (path: string) => Promise<unknown>;

const oursLarge: PutLarge = (server, job) => {
  const sink = sinkOf(server);
  const file = largeFile("", megabytesOf(job));
  return (path) => sink.put({ ...file, path });
};

const bareLarge = (lanes: number, signed: boolean): PutLarge => (server, job) => {
  const bare = bareClient(server, lanes, signed);
  return (path) => bare.putLarge(path, megabytesOf(job));
};

function largeSide(name: string, make: PutLarge): Side {
  return side(name, async (server, job) => {
    const put = make(server, job);
    let round = 0;
    const repeats = job.smoke ? { warm: 0, repeats: 1 } : { warm: 0, repeats: 2 };
    const times = await milliseconds(repeats, async () => (await put(`${round++}`), 1));
    return perSecond(megabytesOf(job), times);
  });
}

/** By how many MB the process grows at most, from before its first request on. */
function memorySide(name: string, make: PutLarge): Side {
  return side(name, async (server, job) => {
    const put = make(server, job);
    (globalThis as { gc?: () => void }).gc?.();
    const now = () => process.memoryUsage().rss / 2 ** 20;
    const before = now();
    let most = before;
    const watch = setInterval(() => most = Math.max(most, now()), 10);
    await put("large");
    clearInterval(watch);
    return [Math.max(most, now()) - before];
  });
}

/** Into an S3 server on this computer, against aws4fetch with the best number of requests at a time. */
export const s3Rows: readonly Row[] = [
  {
    id: "s3/small",
    work: "5,000 files of 10 KB into S3 (versitygw)",
    unit: "files/s",
    better: "more",
    sides: [
      smallSide("s3Sink", (server) => {
        const sink = sinkOf(server);
        return (files) => Promise.all(files.map((file) => sink.put(file)));
      }),
      ...[8, 32].map((lanes) =>
        smallSide(
          `aws4fetch, ${lanes} at a time`,
          (server) => bareClient(server, lanes, false).putAll,
        )
      ),
    ],
    bar: "time <= 1.2 of aws4fetch",
  },
  {
    id: "s3/large",
    work: "a file of 1 GiB into S3 (versitygw)",
    unit: "MiB/s",
    better: "more",
    sides: [
      largeSide("s3Sink, SHA-256 checked here and there", oursLarge),
      largeSide("aws4fetch, 4 parts at a time, SHA-256 checked there", bareLarge(4, true)),
      largeSide("aws4fetch, 4 parts at a time, unchecked", bareLarge(4, false)),
      largeSide("aws4fetch, 8 parts at a time, unchecked", bareLarge(8, false)),
    ],
    bar: "time <= 1.2 of aws4fetch",
  },
  {
    id: "s3/memory",
    work: "memory for that file, above the process before it",
    unit: "MB",
    better: "less",
    sides: [
      memorySide("s3Sink", oursLarge),
      memorySide("aws4fetch, 4 parts at a time, unchecked", bareLarge(4, false)),
    ],
    bar: "<= 64",
  },
];
