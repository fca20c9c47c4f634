import type { Plugin } from "esbuild";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { resolve } from "node:path";

/** A place that is no Node and runs tests all the same. */
export interface Place {
  /** Its name. */
  readonly name: string;
  /** The modules of Node that it has itself. */
  readonly has: readonly string[];
  /** The modules for which a file of this folder stands, to that file. */
  readonly stands: Readonly<Record<string, string>>;
  /** The conditions by which packages are resolved. */
  readonly conditions: readonly string[];
}

/** Cloudflare's runtime with the flag `nodejs_compat`. What it has in name only is not listed, nor is
 * its `node:assert`, which cannot compare records without a prototype. */
export const workerd: Place = {
  name: "workerd",
  has: [
    "node:buffer",
    "node:crypto",
    "node:events",
    "node:path",
    "node:process",
    "node:timers",
    "node:timers/promises",
    "node:url",
    "node:util",
    "node:zlib",
  ],
  stands: {
    "fast-check": "fast_check.ts",
    "node:test": "test_functions.ts",
    "node:assert/strict": "assert.ts",
  },
  conditions: ["workerd", "worker", "browser"],
};

/** A page in Chromium. */
export const chromium: Place = {
  name: "chromium",
  has: [],
  stands: {
    "fast-check": "fast_check.ts",
    "node:test": "test_functions.ts",
    "node:assert/strict": "assert.ts",
    "node:crypto": "crypto.ts",
    "node:timers/promises": "wait.ts",
    "node:zlib": "zlib.ts",
  },
  conditions: ["browser"],
};

/** Puts what stands for modules of Node into a bundle, and leaves its other modules outside. */
export function standInPlugin(place: Place): Plugin {
  return {
    name: place.name,
    setup({ onLoad, onResolve }) {
      // What `assert` stands on asks for a host that it does not need.
      onLoad({ filter: /[\\/]node_modules[\\/](assert|util)[\\/].*\.js$/ }, ({ path }) => ({
        contents: `var process = { env: {} };\n${readFileSync(path, "utf8")}`,
      }));
      onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
        const stand = Object.hasOwn(place.stands, path)
          ? resolve("tests/places", place.stands[path])
          : importer;
        if (stand !== importer) return { path: stand };
        return isBuiltin(path) && path !== "assert" ? { path, external: true } : undefined;
      });
    },
  };
}
