import type { EnvironmentDescription, LogEvent, SourceDescription } from "../../mod.ts";
import { _idText } from "./mlflow_names.ts";

/** The tag that a run is found again by: its own id. */
export const _RUN_ID_TAG = "stemma.runId";

/** The tag that says which run of ours this one is part of, whether it is at the server or not. */
export const _PARENT_TAG = "stemma.parentRunId";

/** The tags that MLflow's pages look for, and those that lead back to our own record, of one event.
 *
 * @see `mlflow.utils.mlflow_tags`
 */
export function _ownTags(event: LogEvent): [name: string, text: string][] {
  switch (event.type) {
    case "start":
      return present({
        "mlflow.runName": event.name,
        "mlflow.source.type": "LOCAL",
        "mlflow.user": event.agent?.name,
        "mlflow.note.content": event.description,
        [_RUN_ID_TAG]: _idText(event.runId),
        [_PARENT_TAG]: event.parent && _idText(event.parent.runId),
        "stemma.experiment": event.experiment,
        "stemma.namespace": event.namespace,
        "stemma.version": event.library.version,
        "stemma.rank": event.rank?.toString(),
        "stemma.worldSize": event.worldSize?.toString(),
      });
    case "description":
      return [["mlflow.note.content", event.text]];
    case "source": {
      const { commit, branch, remote, dirty } = event.info as Partial<SourceDescription>;
      return present({
        "mlflow.source.git.commit": commit,
        "mlflow.source.git.branch": branch,
        "mlflow.source.git.repoURL": remote,
        "stemma.source.dirty": dirty === true ? "true" : undefined,
      });
    }
    case "command":
      return [
        ["mlflow.source.name", programOf(event.arguments)],
        ["stemma.command", event.arguments.join(" ")],
      ];
    case "environment": {
      const { runtime, os, hostname, user } = event.info as Partial<EnvironmentDescription>;
      return present({
        "mlflow.user": user,
        "stemma.runtime": runtime && words(runtime.name, runtime.version),
        "stemma.os": os && words(os.name, os.version, os.arch),
        "stemma.host": hostname,
      });
    }
    case "end":
      return present({
        "stemma.error": event.error &&
          (event.error.name === undefined ? "" : `${event.error.name}: `) + event.error.message,
      });
    default:
      return [];
  }
}

/** The script among a command's words: the first one that looks like a file of code. */
function programOf(words: readonly string[]): string {
  return words.find((word, i) => i > 0 && /\.[cm]?[jt]sx?$|\.py$/.test(word)) ?? words.join(" ");
}

function words(...parts: readonly unknown[]): string {
  return parts.filter((part) => typeof part === "string").join(" ");
}

function present(tags: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(tags).filter((tag): tag is [string, string] =>
    typeof tag[1] === "string" && tag[1] !== ""
  );
}
