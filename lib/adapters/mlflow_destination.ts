import { createDestination, createHttpClient, type Destination } from "../destination.ts";
import { _createArtifactSender } from "./mlflow_artifacts.ts";
import { _createMlflowClient } from "./mlflow_client.ts";
import { _createModelSender } from "./mlflow_models.ts";
import { _openRun } from "./mlflow_open_run.ts";
import { _MAX_EXPERIMENT, _readMlflowOptions, type MlflowOptions } from "./mlflow_options.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";
import { _askForParts } from "./mlflow_parts.ts";
import { _sendEvents } from "./mlflow_send.ts";
import { _fitText } from "./mlflow_texts.ts";

/** Sends runs to an MLflow server, as they grow.
 *
 * How far a run is stands at the server, in the tag `stemma.sent`, and is written together with the
 * points: after a crash of either side the next push goes on from there. A run that was deleted at
 * the server is not made again: the report says so (`SINK_GONE`). Several workers may push one run,
 * except to a server over a file store (`mlruns/`), which keeps every point as often as it comes.
 *
 * Copies of artifacts go as they are logged, to the server or past it to addresses of its store that
 * it signs; models become logged models. When the run has ended its record follows as files, the
 * manifest last. How far the files are stands in the tag `stemma.filesSent`. Where the server keeps
 * files on its own disk alone, the report says what to start, and all else is sent.
 *
 * Cost: a request for about 1000 points, params and tags; each is made while the server works on the
 * one before; one for a file, of which those above 16 MiB are streamed or go in parts where host and
 * store can, and one for each folder to read sizes back. A push of nothing new makes none.
 *
 * @param url the server's address, as for `MLFLOW_TRACKING_URI`
 * @throws {TypeError} for a wrong address, unknown options and values of the wrong type
 * @throws {RangeError} for a number out of its range
 * @see https://mlflow.org/docs/latest/api_reference/rest-api.html
 * @example
 * ```ts
 * import { endRun, logMetric, startRun } from "stemma";
 * import { mlflow } from "stemma/mlflow";
 * import assert from "node:assert/strict";
 * const destination = mlflow("http://127.0.0.1:5000", {
 *   fetch: () => Promise.reject(new Error("no server here")),
 *   retry: { attempts: 1 },
 * });
 * let run = startRun({ experiment: "digits" });
 * for (const loss of [0.9, 0.5, 0.3]) run = logMetric(run, "loss", loss, { context: "training" });
 * const report = await destination.push(endRun(run));
 * assert.equal(report.sent, 0);
 * assert.equal(report.failed.length, 1); // nothing is thrown; the next push sends it
 * await destination.close?.();
 * ```
 */
export function mlflow(url: string | URL, options?: MlflowOptions): Destination {
  const { base, experiment, svg, register, http } = _readMlflowOptions(url, options);
  const client = _createMlflowClient(base, createHttpClient("mlflow()", http));
  const takesParts = _askForParts(base, client.http);
  const sendModels = _createModelSender(client, register, takesParts);
  const sendArtifacts = _createArtifactSender(client, svg, takesParts);
  const seen = new Set<string>();
  return createDestination<_MlflowPlace>("mlflow()", {
    open(run, delivery) {
      const { text, reason } = _fitText(experiment ?? run.experiment, _MAX_EXPERIMENT);
      if (reason !== undefined) delivery.changed("experiment", `${text.slice(0, 40)}…`, reason);
      return _openRun(client, text, run, seen, delivery);
    },
    send: (slice, delivery) =>
      _sendEvents(client, slice, delivery, async () => {
        const sent = await sendModels(slice, delivery);
        await sendArtifacts(slice, sent, delivery);
      }),
  });
}
