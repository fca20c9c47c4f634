import { isStemmaError, type Run, SinkError, textAsset } from "../../mod.ts";
import { addressOf, createDestination, type Destination } from "../destination.ts";
import { nameOf } from "../base/options.ts";
import { yprovClient, type YprovOptions } from "./yprov_client.ts";
import { yprovDocument } from "./yprov_document.ts";

/** The most letters of a document's name: it is the name of a Neo4j database. */
const MOST_LETTERS = 63;
const DIGEST_LETTERS = 16;

/** Sends the provenance of runs to a yProv service, one document a run.
 *
 * Each push with news puts the document anew under the same name, `<experiment>-<run id>` in small
 * letters, digits and dashes; where that would not tell two runs apart it ends with a digest. The
 * service adds what is new to what it has, so no push doubles anything. As it does with every
 * upload, it makes who puts the document its one owner: what others were permitted ends.
 *
 * The document is checked by `validateProv` before it is sent. Points of metrics stay out of it, as
 * in `prov.json` of a saved run: it has each series with its summary.
 *
 * Cost: one request a push, with the whole document; O(events).
 *
 * @param url the service's address, such as `http://localhost:3000`
 * @throws {TypeError} for an address that is not http(s), a token that is none, an unknown option
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { startRun } from "stemma";
 * import { yprovService } from "stemma/yprov";
 * import assert from "node:assert/strict";
 * const destination = yprovService("http://localhost:3000", {
 *   token: "secret",
 *   fetch: () => Promise.resolve(Response.json({ message: "Document uploaded" }, { status: 201 })),
 * });
 * const { url } = await destination.push(startRun({ experiment: "digits", runId: "run-1" }));
 * assert.equal(url, "http://localhost:3000/api/v0/documents/digits-run-1");
 * ```
 */
export function yprovService(url: string | URL, options: YprovOptions): Required<Destination> {
  const caller = "yprovService()";
  const { client, base } = yprovClient(caller, url, options);
  const root = new URL(base);
  root.search = "";
  root.pathname = base.pathname.replace(/(\/api\/v0)?\/*$/, "/api/v0");

  return createDestination<string>(caller, {
    open(run) {
      const name = documentName(run);
      // What the service has cannot be told apart from what it is given: all is put once more.
      const opened = { place: name, sent: 0, url: addressOf(root, `documents/${name}`).href };
      return Promise.resolve(opened);
    },
    async send({ run, place }, delivery) {
      const { text: body, size, sha256 } = yprovDocument(run);
      const path = `documents/${place}`;
      const request = {
        ...{ path, doing: "put", method: "PUT", url: addressOf(root, path), body },
        // Without the charset that others add: the service compares the whole value.
        headers: { "content-type": "application/json" },
        signal: delivery.signal,
      };
      const answer = await client.request(request).catch((error) => {
        throw explain(error, path);
      });
      const json = answer.json();
      if (typeof json !== "object" || json === null || !("message" in json)) {
        throw new SinkError(
          "SINK_ANSWER",
          `Cannot put ${nameOf(path)}: the answer is not that of a yProv service`,
          { path },
        );
      }
      delivery.wrote({ path, size, sha256 });
    },
  });
}

/** What a run's document is called.
 *
 * @see Neo4j operations manual, "Administrative commands": 3 to 63 ASCII letters, digits and dashes,
 * the first one a letter; capitals are taken for small ones
 */
export function documentName({ experiment, runId }: Pick<Run, "experiment" | "runId">): string {
  const name = `${experiment}-${runId}`;
  // The first dash parts the two, so no other run can have this name.
  const isPlain = /^[a-z][a-z0-9]*$/.test(experiment) && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(runId);
  if (isPlain && name.length <= MOST_LETTERS && !name.startsWith("system")) return name;
  const { sha256 } = textAsset("name", JSON.stringify([experiment, runId]));
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+|-+$/g, "");
  const most = MOST_LETTERS - DIGEST_LETTERS - "run--".length;
  return `run-${plain.slice(0, most)}-${sha256!.slice(0, DIGEST_LETTERS)}`.replace("--", "-");
}

function explain(error: unknown, path: string): unknown {
  if (!isStemmaError(error) || error.code !== "SINK_HTTP" || error.details.status !== 401) {
    return error;
  }
  return new SinkError(
    "SINK_HTTP",
    `Cannot put ${
      nameOf(path)
    }: the service does not take the token (any more): log in again; for ` +
      "training of more than a day give a function that does",
    { ...error.details, path, retryable: false },
    { cause: error },
  );
}
