import { toDateTime } from "../base/time.ts";
import { VERSION } from "../base/version.ts";
import type { EndEvent, RecordEvent, StartEvent } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { _head, _parts, type Run } from "../run/run.ts";
import { filesOf } from "../run/subject.ts";
import { dependenciesOf, recordOf } from "./dependencies.ts";
import { isDigest } from "./manifest.ts";
import {
  type FileDigest,
  fileOf,
  malformed,
  readResources,
  type Resource,
  type Statement,
  statement,
} from "./statement.ts";

/** The predicate type of SLSA provenance. */
export const PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";

const BUILD_TYPE = "urn:stemma:run:v1";
const LOG_ROOT = "log root";

/** What an attestation says of a run. */
export interface Provenance {
  readonly runId: string;
  /** How many events the log had, and their Merkle root as 64 hex digits. */
  readonly events: number;
  readonly root: string;
  /** Every file of the run's folder when it was sealed. */
  readonly files: readonly FileDigest[];
}

/** States what a run took in and made, as SLSA provenance.
 *
 * Subjects are the log and every output of which a digest is known; what else lies in the folder, and
 * the root of the log, are byproducts. Parameters and command lines are external parameters, the
 * environment is an internal one; code, datasets, models and files that the run took in are resolved
 * dependencies.
 *
 * @param files every file of the folder, in the order of their paths
 * @see SLSA v1.0, "Provenance"
 */
export function provenanceStatement(
  run: Run,
  root: string,
  files: readonly FileDigest[],
): Statement {
  const head = _head(run);
  const events = recordsOf(run);
  const outputs = events.filter(isOutput).flatMap(filesOf);
  const made = new Set(["run.log", ...outputs.map(({ path }) => path)]);
  const end = events.findLast((event): event is EndEvent => event.type === "end");
  const elsewhere = outputs
    .filter(({ path, sha256 }) => path === undefined && sha256 !== undefined)
    .map((record) => ({ ...recordOf(record), annotations: { elsewhere: true } }));
  return statement(PROVENANCE_TYPE, [
    ...files.filter(({ path }) => made.has(path)).map(resourceOf),
    ...elsewhere,
  ], {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: {
        experiment: head.experiment,
        commands: events.flatMap((event) => event.type === "command" ? [event.arguments] : []),
        parameters: events.flatMap((event) => {
          if (event.type !== "param" || event.direction === "output") return [];
          const { key, value, context } = event;
          return [{ key, value, context }];
        }),
      },
      internalParameters: {
        environments: events.flatMap((event) => event.type === "environment" ? [event.info] : []),
      },
      resolvedDependencies: events.flatMap(dependenciesOf),
    },
    runDetails: {
      builder: { id: builderOf(head), version: { [head.library.name]: head.library.version } },
      metadata: {
        invocationId: head.runId,
        startedOn: toDateTime(head.timestamp),
        finishedOn: end === undefined ? undefined : toDateTime(end.timestamp),
      },
      byproducts: [
        {
          name: LOG_ROOT,
          digest: { sha256: root },
          annotations: { events: run.length, sealedWith: `stemma ${VERSION}` },
        },
        ...files.filter(({ path }) => !made.has(path)).map(resourceOf),
      ],
    },
  });
}

/** Reads what an attestation says of a run, from a statement that was verified.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readProvenance({ predicateType, subject, predicate }: Statement): Provenance {
  if (predicateType !== PROVENANCE_TYPE) throw malformed("it is no SLSA provenance");
  const { metadata, byproducts } = (predicate.runDetails ?? {}) as Record<string, unknown>;
  const { invocationId } = (metadata ?? {}) as Record<string, unknown>;
  const named = [...subject, ...readResources("byproducts", byproducts)];
  const log = named.find(({ name, annotations }) => name === LOG_ROOT && annotations?.events);
  const events = log?.annotations?.events;
  const root = log?.digest?.sha256;
  if (typeof invocationId !== "string") throw malformed("invocationId is missing");
  if (typeof events !== "number" || !Number.isSafeInteger(events) || !isDigest(root)) {
    throw malformed("the root of the log is missing");
  }
  const files = named.filter((one) => one !== log && one.annotations?.elsewhere !== true)
    .map(fileOf);
  return { runId: invocationId, events, root, files };
}

function isOutput(event: RecordEvent): boolean {
  return (event.type === "artifact" || event.type === "model" || event.type === "dataset") &&
    event.direction === "output";
}

function recordsOf(run: Run): RecordEvent[] {
  const { log, length } = _parts(run);
  return Array.from(recordsAt(log, length), ([, event]) => event);
}

function resourceOf({ path, sha256 }: FileDigest): Resource {
  return { name: path, digest: { sha256 } };
}

/** Who ran it: the agent's own IRI, else a name below the run's. */
function builderOf({ agent, namespace, experiment, runId, library }: StartEvent): string {
  if (agent?.id !== undefined) return agent.id;
  const run = `${namespace}${encodeURIComponent(experiment)}/${encodeURIComponent(runId)}`;
  return agent === undefined
    ? `${run}/software/${library.name}-${library.version}`
    : `${run}/agent/${encodeURIComponent(agent.name)}`;
}
