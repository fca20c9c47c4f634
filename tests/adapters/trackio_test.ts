import { needsTrackio, readTrackio, startTrackioServer } from "../servers/trackio.ts";
import { destinationLaws, type Held } from "../destinations/conformance.ts";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { trackio } from "stemma/trackio";
import type { Run } from "stemma";

/** What the server holds of a run, by the run's own names. */
async function heldOf(folder: string, project: string, run: Run): Promise<Held> {
  const { rows, configs } = await readTrackio(folder, project, run.runId);
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(configs[0] ?? {})) {
    if (!/^(_|stemma$)/.test(name)) params[name] = String(value);
  }
  const points: Record<string, [number, number][]> = {};
  for (const { step, metrics } of rows) {
    for (const [name, value] of Object.entries(metrics)) {
      if (name.startsWith("stemma.")) continue;
      (points[name] ??= []).push([step, fromHex(String(value))]);
    }
  }
  for (const list of Object.values(points)) list.sort((a, b) => a[0] - b[0]);
  return { params, points };
}

/** A float from Python's hex form of it, or from the text that stands for what JSON has not. */
function fromHex(text: string): number {
  const parts = /^(-?)0x([01])\.([0-9a-f]+)p([+-][0-9]+)$/.exec(text);
  if (parts === null) return Number(text);
  const [, sign, whole, digits, exponent] = parts;
  const fraction = Number.parseInt(digits.slice(0, 13), 16) /
    2 ** (4 * Math.min(13, digits.length));
  return (sign === "-" ? -1 : 1) * (Number(whole) + fraction) * 2 ** Number(exponent);
}

destinationLaws("trackio()", async () => {
  const server = await startTrackioServer();
  const faulty = faultyFetch();
  const retry = { attempts: 2, delayMs: 1, timeoutMs: 500 };
  return {
    faulty,
    make: () => trackio(server.url, { token: server.token, fetch: faulty.fetch, retry }),
    read: (run) => heldOf(server.folder, "laws", run),
    stop: () => server.stop(),
  };
}, needsTrackio);
