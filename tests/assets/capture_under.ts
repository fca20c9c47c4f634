import process from "node:process";
import { captureSource, type CaptureSourceOptions, type SourceDescription } from "stemma/host";
import { runDeno } from "./run_deno.ts";

/** Captures source code with other environment variables.
 *
 * Deno's parallel tests share one environment, so there it happens in a process of its own.
 */
export async function captureUnder(
  env: Readonly<Record<string, string>>,
  options: CaptureSourceOptions,
): Promise<SourceDescription> {
  if ("Deno" in globalThis) {
    const script = `console.log(JSON.stringify(await host.captureSource(${
      JSON.stringify(options)
    })));`;
    return await runDeno(script, ["-A"], { env }) as SourceDescription;
  }
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await captureSource(options);
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
