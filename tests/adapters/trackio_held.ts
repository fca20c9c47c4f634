import type { Run } from "stemma";
import type { Held } from "../destinations/conformance.ts";
import { readTrackio } from "../servers/trackio.ts";

/** A float from Python's hex form of it, or from the text that stands for what JSON has not. */
export function fromHex(text: string): number {
  const parts = /^(-?)0x([01])\.([0-9a-f]+)p([+-][0-9]+)$/.exec(text);
  if (parts === null) return Number(text);
  const [, sign, whole, digits, exponent] = parts;
  const fraction = Number.parseInt(digits, 16) / 2 ** (4 * digits.length);
  return (sign === "-" ? -1 : 1) * (Number(whole) + fraction) * 2 ** Number(exponent);
}

/** What the server holds of a run, by the run's own names. */
export async function heldOf(folder: string, project: string, run: Run): Promise<Held> {
  const { rows, configs } = await readTrackio(folder, project, run.runId);
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(configs[0] ?? {})) {
    if (!/^(_|stemma$)/.test(name)) params[name] = String(value);
  }
  const points: Record<string, [number, number][]> = {};
  for (const { step, metrics } of rows) {
    for (const [name, value] of Object.entries(metrics)) {
      if (!name.startsWith("stemma.")) (points[name] ??= []).push([step, fromHex(String(value))]);
    }
  }
  for (const list of Object.values(points)) list.sort((a, b) => a[0] - b[0]);
  return { params, points };
}
