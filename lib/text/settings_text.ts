import { countOf, numberText, sizeText } from "../base/human.ts";
import type { EnvironmentDescription, SourceDescription } from "../run/descriptions.ts";
import type { OptimizerEvent } from "../run/events.ts";

/** Says in a few words which code was run. */
export function sourceText({ remote, commit, branch, dirty }: Partial<SourceDescription>): string {
  const parts = [
    remote ?? "",
    commit === undefined ? "" : `commit ${commit}`,
    branch === undefined ? "" : `on ${branch}`,
    dirty === true ? "and uncommitted changes" : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** Says in a few words where it ran. */
export function environmentText(
  { runtime, os, cpu, memory, packages }: Partial<EnvironmentDescription>,
): string {
  const words = (...list: unknown[]) => list.filter((word) => word !== undefined).join(" ");
  return [
    words(runtime?.name, runtime?.version),
    words(os?.name, os?.version, os?.arch),
    words(cpu?.cores && `${cpu.cores} ×`, cpu?.model ?? (cpu?.cores && "CPU")),
    memory === undefined ? "" : sizeText(memory),
    packages === undefined ? "" : countOf(packages.length, "package"),
  ].filter((part) => part !== "").join(", ");
}

/** Says in a few words what optimized. */
export function optimizerText(
  { name, settings }: Pick<OptimizerEvent, "name" | "settings">,
): string {
  const list = Object.entries(settings).filter(([, value]) => typeof value !== "object")
    .map(([key, value]) => `${key}=${value}`);
  return [name, ...list].join(" ");
}

/** The facts of a description that are no lists and objects, in one line. */
export function infoText(info: Readonly<Record<string, unknown>>): string {
  return Object.entries(info).filter(([, value]) => typeof value !== "object")
    .map(([key, value]) => `${key}=${typeof value === "number" ? numberText(value) : value}`)
    .join(", ");
}
