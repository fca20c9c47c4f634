import assert from "node:assert/strict";
import { createContext, runInContext } from "node:vm";
import { build, stop } from "esbuild";
import test from "node:test";

/** Runs `stemma/host` in a realm without Deno, Bun, process and files. */
async function inRealm(globals: Record<string, unknown>, script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["lib/host.ts"],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "host",
    platform: "browser",
    target: "es2022",
  }).finally(stop);
  const context = createContext({ ...globals });
  const code = `${outputFiles[0].text};(async () => JSON.stringify(${script}))()`;
  return await runInContext(code, context);
}

const realmWorks = !("Bun" in globalThis);
const script = `[await host.captureEnvironment({ variables: ["HOME"] }),
  await host.captureSource({ files: true }), host.captureCommand()]`;

test("stemma/host loads where there is no host, and says what it can", {
  skip: realmWorks ? false : "Bun's vm is not a realm of its own",
}, async () => {
  const agents: Record<string, unknown> = {
    "Cloudflare-Workers": { name: "workerd" },
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36":
      { name: "chrome", version: "156.0.0.0" },
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": {
      name: "firefox",
      version: "140.0",
    },
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15":
      { name: "safari", version: "26.0" },
    "odd": { name: "odd" },
    "": { name: "unknown" },
  };
  for (const [userAgent, runtime] of Object.entries(agents)) {
    const found = JSON.parse(
      await inRealm({ navigator: { userAgent, hardwareConcurrency: 4 } }, script),
    );
    assert.deepEqual(found[0].runtime, runtime);
    assert.deepEqual(found[0].cpu, { cores: 4 });
    assert.deepEqual(Object.keys(found[0]), ["runtime", "cpu", "timeZone"]);
    assert.deepEqual(found.slice(1), [{}, { arguments: [] }]);
  }
});
