import {
  checkAddress,
  createDestination,
  createHttpClient,
  type Destination,
  type HttpClientOptions,
} from "../destination.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { projectNames, projectOf } from "./trackio_names.ts";
import { TrackioRun } from "./trackio_run.ts";
import { trackioServer } from "./trackio_server.ts";

/** Options of {@link trackio}. */
export interface TrackioOptions {
  /** The server's write token: what `TRACKIO_WRITE_TOKEN` was where it was started, or `write_token`
   * in the address that it printed. For a Space of Hugging Face a token of an account that may write
   * to it, which begins with `hf_`. */
  readonly token: string;
  /** The project.
   *
   * @default the run's experiment */
  readonly project?: string;
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: HttpClientOptions["fetch"];
  /** How often and how patiently a request is made again. */
  readonly retry?: HttpClientOptions["retry"];
}

/** Sends runs to the dashboard of a trackio server, of version 0.43 or later.
 *
 * Points that were logged together are one row there, with the time at which they were logged beside
 * them under `stemma.time`; a context comes before the metric's name, as in `training/loss`.
 * Parameters are the run's config, and what else is known of the run stands there under `stemma`. A
 * name that trackio does not take becomes another one, and two that would become one are refused:
 * the report says so. Files are not sent.
 *
 * Rows have ids that follow from the run's log, so whatever is sent again, by whom ever, is there
 * once. After each push the server is asked whether it holds what it took.
 *
 * Cost: a request for 1,000 rows or 1 MiB, and one or two questions a push.
 *
 * @throws {TypeError} for an address that is not http(s), a token that is none, an unknown option
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { logMetric, startRun } from "stemma";
 * import { trackio } from "stemma/trackio";
 * import assert from "node:assert/strict";
 * const destination = trackio("http://127.0.0.1:7860", {
 *   token: "secret",
 *   fetch: () => Promise.resolve(Response.json({ error: "wrong" }, { status: 400 })),
 * });
 * const report = await destination.push(logMetric(startRun({ experiment: "digits" }), "loss", 0.5));
 * assert.equal(report.failed.length, 1);
 * ```
 */
export function trackio(url: string | URL, options: TrackioOptions): Required<Destination> {
  const caller = "trackio()";
  checkOptions(caller, options, ["token", "project", "fetch", "retry"]);
  const base = checkAddress(caller, url);
  const { token, project, fetch, retry } = options ?? {};
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError(
      `Cannot call ${caller}: token must be the server's write token, without spaces`,
    );
  }
  if (project !== undefined && (typeof project !== "string" || project === "")) {
    throw new TypeError(
      `Cannot call ${caller}: project must be a name, got ${nameOf(project)}`,
    );
  }
  const headers = () => ({
    "x-trackio-write-token": token,
    ...(token.startsWith("hf_") && { authorization: `Bearer ${token}` }),
  });
  const client = createHttpClient(caller, { fetch, retry, headers, secrets: [token] });
  const server = trackioServer(base, client);
  const names = projectNames();

  return createDestination<TrackioRun>(caller, {
    async open(run, delivery) {
      const { signal } = delivery;
      const asked = project ?? run.experiment;
      const sent = projectOf(names, asked);
      if (sent !== asked) {
        delivery.changed(`projects/${asked}`, sent, "trackio would drop letters of the name");
      }
      // A run's id is one among the runs of its experiment.
      const id = asked === run.experiment ? run.runId : `${run.experiment}/${run.runId}`;
      const place = new TrackioRun(server, { project: sent, id }, run);
      const isThere = await server.hasRun(sent, id, signal);
      return {
        place,
        sent: isThere ? await place.find(run, signal) : 0,
        url: dashboardOf(base, sent),
      };
    },
    send: ({ run, since, place }, delivery) => place.send(run, since, delivery),
  });
}

/** Where people see a project. */
function dashboardOf(base: URL, project: string): string {
  const url = new URL(base);
  url.search = `?project=${project}`;
  return url.href;
}
