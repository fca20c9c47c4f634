import { SinkError } from "../../mod.ts";
import { addressOf, type HttpAnswer, type HttpClient } from "../destination.ts";
import { nameOf } from "../base/options.ts";
import { toDateTime } from "../base/time.ts";
import type { YprovDocument } from "./yprov_document.ts";

/** A document of a store. */
export interface StoredDocument {
  /** What the store calls it for good. */
  readonly pid: string;
  /** The SHA-256 of its bytes; absent in old stores. */
  readonly hash?: string;
  /** The version before it. */
  readonly parent?: string;
}

/** What a store keeps beside a document. */
export interface StoredMetadata {
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly author: string;
}

/** The calls that a yProvStore answers. */
export interface YprovStoreCalls {
  /** Stores a document as a further version of another one. An answer that was lost is found. */
  create(
    document: YprovDocument,
    at: { metadata: StoredMetadata; parent?: string; since: number },
    signal?: AbortSignal,
  ): Promise<StoredDocument>;
  /** The documents that changed since a time, in ms. */
  list(since: number, signal?: AbortSignal): Promise<readonly StoredDocument[]>;
  /** The keywords of a document; none where it has none. */
  keywords(pid: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Writes what is kept beside a document. */
  describe(pid: string, metadata: StoredMetadata, signal?: AbortSignal): Promise<void>;
}

/** What separates the parts of the one form that is sent. It is no JSON text that a writer of
 * PROV-JSON could write: its strings hold no line break. */
const BOUNDARY = "stemma-4f1d8a2c9b7e";

const PAGE = 100;
/** More would be no list of documents, but a server that never ends. */
const MOST_PAGES = 10_000;

/** Creates the calls of one store.
 *
 * @param base its address: what stands before `/documents`
 */
export function yprovStoreCalls(base: URL, client: HttpClient): YprovStoreCalls {
  const at = (path: string, query: Readonly<Record<string, string>> = {}) => {
    const url = addressOf(base, path);
    url.search = String(new URLSearchParams(query));
    return url;
  };

  async function list(since: number, signal?: AbortSignal): Promise<StoredDocument[]> {
    const found: StoredDocument[] = [];
    const known = new Set<string>();
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = {
        page: `${page}`,
        page_size: `${PAGE}`,
        updated_after: toDateTime(since),
      };
      const url = at("documents", query);
      const request = { path: "documents", doing: "read", method: "GET", url, signal };
      const answer = await client.request(request);
      const rows = answer.json();
      if (!Array.isArray(rows)) throw unusable("documents", "read", "a list was expected");
      const fresh = rows.map((row) => documentOf(row, "read")).filter(({ pid }) => !known.has(pid));
      for (const document of fresh) {
        known.add(document.pid);
        found.push(document);
      }
      // A store that does not know of pages gives them all, again and again.
      if (rows.length < PAGE || fresh.length === 0) return found;
    }
    throw unusable("documents", "read", `it has more than ${MOST_PAGES} pages`);
  }

  return {
    list,
    async create(document, { metadata, parent, since }, signal) {
      const query = {
        document_metadata: JSON.stringify(metadata),
        ...(parent !== undefined && { parent_document_pid: parent }),
      };
      const held = async (): Promise<HttpAnswer | undefined> => {
        const same = (await list(since, signal)).find((stored) =>
          stored.hash === document.sha256 && stored.parent === parent
        );
        return same && answerOf({ ...same, parent_document_pid: same.parent });
      };
      const answer = await client.request({
        ...{
          path: "prov.json",
          doing: "store",
          method: "POST",
          url: at("documents", query),
          signal,
        },
        headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
        body: formOf(document.text),
        held,
      });
      const stored = documentOf(answer.json(), "store");
      if (stored.hash === undefined || stored.hash === document.sha256) return stored;
      throw new SinkError(
        "SINK_CONTENT",
        `Cannot store "prov.json": the store has other bytes under ${nameOf(stored.pid)}`,
        { path: "prov.json", expected: document.sha256, actual: stored.hash },
      );
    },
    async keywords(pid, signal) {
      const path = `documents/${pid}/metadata`;
      const request = { path, doing: "read", method: "GET", url: at(path), signal };
      const json = (await client.request(request)).json();
      const keywords = isRecord(json) ? json.keywords ?? [] : undefined;
      if (Array.isArray(keywords)) return keywords.map(String);
      throw unusable(path, "read", "keywords were expected");
    },
    async describe(pid, metadata, signal) {
      const path = `documents/${pid}/metadata`;
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(metadata);
      const request = {
        path,
        doing: "write",
        method: "PATCH",
        url: at(path),
        headers,
        body,
        signal,
      };
      (await client.request(request)).json();
    },
  };
}

/** A form of one file: what the store makes of JSON that is no file is another text. */
function formOf(text: string): string {
  const head = 'content-disposition: form-data; name="document_file"; filename="prov.json"';
  return `--${BOUNDARY}\r\n${head}\r\ncontent-type: application/json\r\n\r\n${text}\r\n` +
    `--${BOUNDARY}--\r\n`;
}

function documentOf(row: unknown, doing: string): StoredDocument {
  if (!isRecord(row) || typeof row.pid !== "string" || row.pid === "") {
    throw unusable("documents", doing, "a document with a pid was expected");
  }
  return {
    pid: row.pid,
    ...(typeof row.hash === "string" && { hash: row.hash }),
    ...(typeof row.parent_document_pid === "string" && { parent: row.parent_document_pid }),
  };
}

/** An answer as the store would have given it. */
function answerOf(json: unknown): HttpAnswer {
  const bytes = new TextEncoder().encode(JSON.stringify(json));
  const text = () => JSON.stringify(json);
  return { status: 200, headers: new Headers(), bytes, text, json: () => json };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unusable(path: string, doing: string, reason: string): SinkError {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot ${doing} ${nameOf(path)}: the store's answer cannot be used: ${reason}`,
    { path },
  );
}
