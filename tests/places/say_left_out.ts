import type { Choice } from "./choose_tests.ts";

/** One line on the files that were left out, and what they reach; nothing where there are none. */
export function sayLeftOut({ out }: Choice): string {
  if (out.size === 0) return "";
  const reached = [...out.values()].flat();
  const said = [...new Set(reached)]
    .map((module) => [module, reached.filter((other) => other === module).length] as const)
    .sort((a, b) => b[1] - a[1])
    .map(([module, count]) => `${module} ${count}`);
  return `${out.size} files of tests left out, which reach ${said.join(", ")}\n`;
}
