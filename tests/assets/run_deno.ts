/** Runs a script by a new Deno with just the given permissions; gives what it printed as JSON.
 *
 * By `Deno.Command`, for `node:child_process` gives a Deno that it starts every permission.
 */
export async function runDeno(
  script: string,
  flags: readonly string[],
  options: { args?: readonly string[]; env?: Record<string, string> } = {},
): Promise<unknown> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...flags, "-", ...options.args ?? []],
    env: options.env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const source =
    `import * as fs from "./lib/fs.ts"; import * as host from "./lib/host.ts";\n${script}`;
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { code, stdout, stderr } = await output;
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`Deno ended with ${code}: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout));
}
