import { events, type LogEvent, type Run, SinkError, type StartEvent } from "../../mod.ts";
import type { Delivery, OpenedRun } from "../destination.ts";
import type { _FoundRun } from "./mlflow_answers.ts";
import { _FILES_TAG } from "./mlflow_artifacts.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { _CURSOR_TAG, _readCursor } from "./mlflow_cursor.ts";
import { _openExperiment } from "./mlflow_experiment.ts";
import { _MlflowMapping } from "./mlflow_mapping.ts";
import { _idText } from "./mlflow_names.ts";
import { _isNested, _linkChildren } from "./mlflow_parents.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";
import { _searchRuns } from "./mlflow_search_runs.ts";
import { _settleRun } from "./mlflow_settle_run.ts";
import { _PARENT_TAG, _RUN_ID_TAG } from "./mlflow_tags.ts";
import { _fitText, _MAX_RUN_NAME, _wholeTime } from "./mlflow_texts.ts";

/** So many events are read at a time before others have their turn. */
const STRETCH = 16_384;

/** Finds a run at the server by its own id, or makes it there.
 *
 * @param seen the runs that were at the server before: they are not made a second time
 * @throws {SinkError} `SINK_GONE` where it was deleted there
 */
export async function _openRun(
  client: _MlflowClient,
  experiment: string,
  run: Run,
  seen: Set<string>,
  delivery: Delivery,
): Promise<OpenedRun<_MlflowPlace>> {
  const { signal } = delivery;
  const [start] = events(run) as Iterable<LogEvent> as Iterable<StartEvent>;
  const id = _idText(run.runId);
  const known = JSON.stringify([experiment, run.runId]);
  const experimentId = await _openExperiment(client, experiment, delivery);
  const find = () => _searchRuns(client, experimentId, [_RUN_ID_TAG, id], signal);

  let found = await _settleRun(client, (await find()).runs, id, signal);
  const isNew = found === undefined && !seen.has(known);
  if (isNew) {
    await create();
    found = await _settleRun(client, (await find()).runs, id, signal);
  }
  if (found === undefined || !found.isActive) throw gone(run, found);
  seen.add(known);

  const { sent, digest } = _readCursor(found.tags.get(_CURSOR_TAG));
  if (isNew) await _linkChildren(client, found, id, signal);
  const { runId, artifactUri } = found;
  const filesSent = Math.min(sent, Number(found.tags.get(_FILES_TAG) ?? 0) || 0);
  return {
    place: {
      runId,
      experimentId,
      artifactUri,
      filesSent,
      mapping: await mappingAt(run, sent),
      refused: new Map(),
      parent: _isNested(found) ? undefined : start.parent,
    },
    sent,
    owes: filesSent < sent,
    ...(digest === undefined ? {} : { digest }),
    url: pageOf(client.base, experimentId, runId),
  };

  async function create(): Promise<void> {
    const body = JSON.stringify({
      experiment_id: experimentId,
      run_name: _fitText(run.name, _MAX_RUN_NAME).text,
      start_time: _wholeTime(start.timestamp),
      // What else the start says comes with the first batch.
      tags: [
        { key: _RUN_ID_TAG, value: id },
        ...(start.parent ? [{ key: _PARENT_TAG, value: _idText(start.parent.runId) }] : []),
      ],
    });
    const held = async () => {
      const { runs, answer } = await find();
      return runs.length === 0 ? undefined : answer;
    };
    await client.call({
      path: `runs/${id}`,
      doing: "create",
      call: "runs/create",
      body,
      held,
      signal,
    });
  }
}

/** The page of a run, among those for training; servers before 3.6 have no others. */
function pageOf(base: URL, experimentId: string, runId: string): string {
  const root = base.origin + base.pathname.replace(/\/+$/, "");
  return `${root}/#/experiments/${experimentId}/runs/${runId}?workflowType=machine_learning`;
}

/** The names that the first events have given away. */
async function mappingAt(run: Run, sent: number): Promise<_MlflowMapping> {
  const mapping = new _MlflowMapping();
  let at = 0;
  for (const event of events(run)) {
    if (at === sent) break;
    if (event.type !== "metric") {
      mapping.parts(event);
      mapping.dataset(event);
    }
    if (++at % STRETCH === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  // They were told when they were sent.
  mapping.takeChanges();
  mapping.takeNotes();
  return mapping;
}

function gone(run: Run, found: _FoundRun | undefined): SinkError {
  const path = `runs/${run.runId}`;
  const which = found === undefined ? "" : ` as ${found.runId}`;
  return new SinkError(
    "SINK_GONE",
    `Cannot push "${run.runId}": it was at the server${which} and was deleted there; restore it`,
    { path, runId: found?.runId },
  );
}
