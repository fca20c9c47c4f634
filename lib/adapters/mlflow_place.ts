import type { ParentRun } from "../../mod.ts";
import type { _MlflowMapping } from "./mlflow_mapping.ts";

/** Where a run is at an MLflow server, and what is known of it there. */
export interface _MlflowPlace {
  /** The server's id of the run. */
  readonly runId: string;
  readonly experimentId: string;
  /** Where the run's files go: `mlflow-artifacts:/…`, `s3://…`, a folder of the server. */
  readonly artifactUri: string;
  /** What names and texts the run's parts have there. */
  readonly mapping: _MlflowMapping;
  /** What the server refused, by the path in the report. */
  readonly refused: Map<string, unknown>;
  /** Of how many events the files are there. */
  filesSent: number;
  /** The run that this one has yet to be nested in. */
  parent: ParentRun | undefined;
}
