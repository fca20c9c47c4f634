import { description, digest, isStemmaError, type Run } from "../../mod.ts";
import {
  addressOf,
  createDestination,
  type Delivery,
  type Destination,
  type OpenedRun,
} from "../destination.ts";
import { startEvent } from "./start_event.ts";
import { yprovClient, type YprovOptions } from "./yprov_client.ts";
import { yprovDocument } from "./yprov_document.ts";
import { type StoredMetadata, type YprovStoreCalls, yprovStoreCalls } from "./yprov_store_calls.ts";

/** Clocks differ: a run can have begun later than the store's answer to it. */
const DAY = 24 * 60 * 60 * 1000;

/** The newest version of a run. */
interface Version {
  pid?: string;
}

/** Sends the provenance of runs to a yProvStore: each push with news is a version, whose parent is
 * the version before.
 *
 * A version is for good and costs a persistent identifier: push when there is something to keep, such
 * as at the end. The keywords of each version name the run, its number of events and their digest,
 * so that a later push, from another process too, goes on with the newest one and sends nothing
 * where nothing is new. The bytes that the store says to have are compared by their SHA-256.
 *
 * The document is checked by `validateProv` before it is sent, as the store checks nothing.
 *
 * Cost: a request a push; before the first one of a run, what the store has had since the run began
 * is looked through.
 *
 * @param url the store's address, such as `http://127.0.0.1:8000`
 * @throws {TypeError} for an address that is not http(s), a token that is none, an unknown option
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { startRun } from "stemma";
 * import { yprovStore } from "stemma/yprov";
 * import assert from "node:assert/strict";
 * const destination = yprovStore("http://127.0.0.1:8000", {
 *   token: "secret",
 *   retry: { attempts: 1 },
 *   fetch: () => Promise.resolve(new Response("Invalid or missing Authorization", { status: 401 })),
 * });
 * const { failed } = await destination.push(startRun({ experiment: "digits" }));
 * assert.equal(failed.length, 1);
 * ```
 */
export function yprovStore(url: string | URL, options: YprovOptions): Required<Destination> {
  const caller = "yprovStore()";
  const { client, base } = yprovClient(caller, url, options);
  base.search = "";
  const store = yprovStoreCalls(base, client);

  async function find(run: Run, signal?: AbortSignal): Promise<OpenedRun<Version>> {
    const all = await store.list(startEvent(run).timestamp - DAY, signal);
    const parents = new Set(all.map(({ parent }) => parent));
    const newest = all.filter(({ pid }) => !parents.has(pid));
    let found: OpenedRun<Version> = { place: {}, sent: 0 };
    for (const { pid } of newest) {
      const version = readKeywords(await store.keywords(pid, signal), run);
      if (version === undefined || version.sent < found.sent) continue;
      found = { ...version, place: { pid }, url: addressOf(base, `documents/${pid}`).href };
    }
    return found;
  }

  return createDestination<Version>(caller, {
    open: (run, { signal }) => find(run, signal),
    async send({ run, place }, delivery) {
      try {
        await sendVersion(store, run, place, delivery);
      } catch (error) {
        if (!isOvertaken(error)) throw error;
        // Somebody else has stored a version of the run: this one comes after it, or is in it.
        const { sent, place: newest } = await find(run, delivery.signal);
        place.pid = newest.pid;
        if (sent < run.length) await sendVersion(store, run, place, delivery);
      }
    },
  });
}

async function sendVersion(
  store: YprovStoreCalls,
  run: Run,
  place: Version,
  delivery: Delivery,
): Promise<void> {
  const { signal } = delivery;
  const document = yprovDocument(run);
  const metadata = metadataOf(run);
  const since = startEvent(run).timestamp - DAY;
  const { pid } = await store.create(document, { metadata, parent: place.pid, since }, signal);
  place.pid = pid;
  delivery.wrote({ path: `documents/${pid}`, size: document.size, sha256: document.sha256 });
  // The store tells nobody where it could not keep them.
  if (readKeywords(await store.keywords(pid, signal), run) === undefined) {
    await store.describe(pid, metadata, signal);
  }
}

/** Whether a version that is not the newest one was given as the parent. */
function isOvertaken(error: unknown): boolean {
  return isStemmaError(error) && error.code === "SINK_HTTP" && error.details.status === 400 &&
    /latest version/.test(String(error.details.body));
}

function metadataOf(run: Run): StoredMetadata {
  const { agent } = startEvent(run);
  return {
    title: run.name,
    description: description(run) ?? "",
    keywords: [
      "stemma",
      keyOf(run),
      `stemma-events:${run.length}`,
      `stemma-digest:${digest(run)}`,
    ],
    author: agent?.name ?? "",
  };
}

/** The keyword that names a run. The store parts keywords by `|`. */
function keyOf(run: Run): string {
  const parts = [run.namespace, run.experiment, run.runId].map(encodeURIComponent);
  return `stemma-run:${parts.join("/")}`;
}

function readKeywords(
  keywords: readonly string[],
  run: Run,
): { sent: number; digest: string } | undefined {
  if (!keywords.includes(keyOf(run))) return undefined;
  const after = (start: string) =>
    keywords.find((word) => word.startsWith(start))?.slice(start.length) ?? "";
  const sent = Number(after("stemma-events:"));
  const digest = after("stemma-digest:");
  return Number.isSafeInteger(sent) && sent > 0 && digest !== "" ? { sent, digest } : undefined;
}
