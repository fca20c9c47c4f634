/** Names the runtime that runs this code, and its version.
 *
 * Deno, Bun and Node tell both. Elsewhere the user agent is read: `workerd` tells no version, a
 * browser is named by its engine's best-known product.
 *
 * @see RFC 9110, section 10.1.5
 */
export function _runtime(): { readonly name: string; readonly version?: string } {
  const host = globalThis as {
    Deno?: { version?: { deno?: string } };
    Bun?: { version?: string };
    process?: { versions?: { node?: string } };
    navigator?: { userAgent?: string };
    EdgeRuntime?: unknown;
  };
  const agent = String(host.navigator?.userAgent ?? "");
  if (host.Deno?.version?.deno !== undefined) return named("deno", host.Deno.version.deno);
  if (host.Bun?.version !== undefined) return named("bun", host.Bun.version);
  if (agent === "Cloudflare-Workers") return named("workerd");
  if (typeof host.EdgeRuntime === "string") return named("edge-runtime");
  if (host.process?.versions?.node !== undefined) return named("node", host.process.versions.node);
  for (const [name, product] of BROWSERS) {
    const version = new RegExp(`\\b${product}/([0-9.]{1,40})`).exec(agent)?.[1];
    if (version !== undefined) return named(name, version);
  }
  return named(agent === "" ? "unknown" : agent.slice(0, 200));
}

/** Browsers and the product that tells their version; the first that stands in the agent counts,
 * for nearly all claim to be Chrome and Safari as well. */
const BROWSERS = [
  ["edge", "Edg"],
  ["opera", "OPR"],
  ["firefox", "Firefox"],
  ["chrome", "Chrome"],
  ["safari", "Version"],
] as const;

function named(name: string, version?: string) {
  return Object.freeze(version === undefined ? { name } : { name, version });
}
