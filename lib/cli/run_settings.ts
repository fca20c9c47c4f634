import {
  type CommandEvent,
  type EnvironmentDescription,
  type EnvironmentEvent,
  events,
  type OptimizerEvent,
  type Run,
  type SourceDescription,
  type SourceEvent,
} from "../../mod.ts";
import { environmentText, optimizerText, sourceText } from "../text/settings_text.ts";
import type { Fact } from "./lay_facts.ts";

/** Where a run ran, which code it ran, how it was started and what it optimized with. */
export interface RunSettings {
  readonly environment?: EnvironmentEvent["info"];
  readonly source?: SourceEvent["info"];
  readonly command?: readonly string[];
  readonly optimizers: readonly Pick<OptimizerEvent, "name" | "settings">[];
}

/** Finds the settings of a run; of each kind the newest counts, of optimizers all. */
export function settingsOf(run: Run): RunSettings {
  let environment: EnvironmentEvent | undefined;
  let source: SourceEvent | undefined;
  let command: CommandEvent | undefined;
  const optimizers: OptimizerEvent[] = [];
  for (const event of events(run)) {
    if (event.type === "environment") environment = event;
    else if (event.type === "source") source = event;
    else if (event.type === "command") command = event;
    else if (event.type === "optimizer") optimizers.push(event);
  }
  return {
    ...(environment !== undefined && { environment: environment.info }),
    ...(source !== undefined && { source: source.info }),
    ...(command !== undefined && { command: command.arguments }),
    optimizers: optimizers.map(({ name, settings }) => ({ name, settings })),
  };
}

/** The settings in one line each, by what they are called. */
export function settingLines(run: Run): Fact[] {
  const { environment, source, command, optimizers } = settingsOf(run);
  return [
    ["command", command?.join(" ")],
    ["code", source && sourceText(source as Partial<SourceDescription>)],
    ["ran on", environment && environmentText(environment as Partial<EnvironmentDescription>)],
    ["optimizer", optimizers.map(optimizerText).join("; ")],
  ];
}
