import { nameOfUri } from "../assets/uri_reference.ts";
import type { EnvironmentEvent, SourceEvent } from "../run/events.ts";
import { isWebAddress } from "./crate_ids.ts";
import type { CrateSoftware } from "./crate_options.ts";

/** The program that the run ran. */
export interface Program {
  readonly name: string;
  /** Its web address, where one is known. */
  readonly url?: string;
  readonly version?: string;
  /** Whether it is known by its source code. */
  readonly isSource: boolean;
  /** The remote that the code came from, as it was logged. */
  readonly remote?: string;
  /** What it ran on, with the version. */
  readonly runtime?: string;
}

/** What ran: as the options say, else by the source code that was logged. */
export function programOf(
  software: CrateSoftware | undefined,
  { runId, source, environment, command }: {
    readonly runId: string;
    readonly source?: SourceEvent;
    readonly environment?: EnvironmentEvent;
    readonly command?: string;
  },
): Program {
  const remote = textOf(source?.info.remote);
  const url = software?.url ?? (remote === undefined ? undefined : remoteAddress(remote));
  return {
    name: software?.name ?? (url === undefined ? command : nameOfUri(url).replace(/\.git$/, "")) ??
      `The program of run ${runId}`,
    url,
    version: software?.version ?? versionOf(source),
    isSource: software === undefined && source !== undefined,
    remote,
    runtime: runtimeOf(environment),
  };
}

/** The commit; one with changes on top is marked as `git describe --dirty` does. */
function versionOf(source: SourceEvent | undefined): string | undefined {
  const commit = textOf(source?.info.commit);
  return commit === undefined || source?.info.dirty !== true ? commit : `${commit}-dirty`;
}

/** Hosts that show at `https://` what they hand out at `git@`. */
const HOSTS = /^(?:ssh:\/\/)?git@(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)[:/](.+)$/;

/** The web address of a git remote, where it has one for certain. */
function remoteAddress(remote: string): string | undefined {
  const [, host, path] = HOSTS.exec(remote) ?? [];
  const address = host === undefined ? remote : `https://${host}/${path}`;
  return isWebAddress(address) ? address : undefined;
}

function runtimeOf(environment: EnvironmentEvent | undefined): string | undefined {
  const { name, version } = (environment?.info.runtime ?? {}) as Record<string, unknown>;
  return textOf(name) && [name, textOf(version)].filter(Boolean).join(" ");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
