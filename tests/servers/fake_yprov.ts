import { createHash } from "node:crypto";
import { provFromJson } from "stemma";

/** The token that the fakes take. */
export const YPROV_TOKEN = "token-of-a-test";

/** A yProv service as its sources have it, without Neo4j, which keeps it from running here: what it
 * compares it compares as they do, and what its database would refuse is refused. */
export interface FakeYprovService {
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** The statements of each document by kind and then by id, or by both ends of a relation. */
  readonly documents: Map<string, Map<string, Record<string, unknown>>>;
}

type Json = Record<string, Record<string, Record<string, unknown>>>;

/** Starts an empty service. */
export function fakeYprovService(): FakeYprovService {
  const documents: FakeYprovService["documents"] = new Map();
  const answer = (status: number, body: unknown) =>
    Promise.resolve(Response.json(body, { status }));
  return {
    documents,
    fetch(address, init) {
      const headers = new Headers(init.headers);
      const name = /^\/api\/v0\/documents\/([^/]+)$/.exec(new URL(address).pathname)?.[1];
      if (init.method !== "PUT" || name === undefined) {
        return Promise.resolve(new Response("<!doctype html>Not Found", { status: 404 }));
      }
      const [, token] = (headers.get("authorization") ?? "").split(" ");
      if (token === undefined) return answer(401, { error: "Token is missing!" });
      if (token !== YPROV_TOKEN) {
        return answer(401, { error: "Signature expired. Please log in again!" });
      }
      if (headers.get("content-type") !== "application/json") {
        return answer(400, { error: "Content-Type not supported!" });
      }
      let json: Json;
      try {
        json = JSON.parse(String(init.body));
        provFromJson(String(init.body), { mode: "strict" });
      } catch {
        return answer(400, { error: "Document not valid" });
      }
      // What Neo4j says of a database it cannot make comes out as a page of Flask.
      if (!/^[a-z][a-z0-9.-]{2,62}$/.test(name) || /^system/.test(name)) {
        return Promise.resolve(new Response("<!doctype html>Server Error", { status: 500 }));
      }
      const held = documents.get(name) ?? new Map<string, Record<string, unknown>>();
      documents.set(name, held);
      for (const [kind, statements] of Object.entries(json)) {
        if (kind === "prefix") continue;
        for (const [id, statement] of Object.entries(statements)) {
          const isElement = ["entity", "activity", "agent"].includes(kind);
          const key = isElement ? id : JSON.stringify(Object.values(statement).slice(0, 2));
          held.set(`${kind} ${key}`, { ...held.get(`${kind} ${key}`), ...statement });
        }
      }
      return answer(201, { message: "Document uploaded" });
    },
  };
}

/** A version in a {@link FakeYprovStore}. */
export interface FakeStored {
  readonly pid: string;
  readonly version: number;
  readonly hash: string;
  readonly parent_document_pid: string | null;
  /** The bytes as the store got them. */
  readonly text: string;
  metadata: Readonly<Record<string, unknown>>;
}

/** A yProvStore as its sources have it: it wants Handle and object storage, and Python 3.12. */
export interface FakeYprovStore {
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly documents: FakeStored[];
  /** Whether what is kept beside a new document is lost, which the store tells nobody. */
  losesMetadata: boolean;
}

/** Starts an empty store. */
export function fakeYprovStore(): FakeYprovStore {
  const refuse = (status: number, description: string) =>
    Response.json({ description }, { status });
  const store: FakeYprovStore = {
    documents: [],
    losesMetadata: false,
    async fetch(address, init) {
      const url = new URL(address);
      const headers = new Headers(init.headers);
      const path = decodeURIComponent(url.pathname);
      if (init.method === "GET" && path === "/documents") {
        const page = Number(url.searchParams.get("page") ?? 0);
        const size = Number(url.searchParams.get("page_size") ?? 10);
        if (Number.isNaN(Date.parse(url.searchParams.get("updated_after") ?? ""))) {
          return refuse(422, "updated_after");
        }
        const rows = store.documents.slice(page * size, (page + 1) * size);
        return Response.json(rows.map(({ text: _text, metadata: _metadata, ...row }) => row));
      }
      const pid = /^\/documents\/(.+)\/metadata$/.exec(path)?.[1];
      const found = store.documents.find((document) => document.pid === pid);
      if (pid !== undefined && found === undefined) return refuse(404, `${pid} not found`);
      if (found !== undefined && init.method === "GET") return Response.json(found.metadata);
      if (headers.get("authorization") !== `Bearer ${YPROV_TOKEN}`) {
        return refuse(401, "Invalid or missing Authorization header");
      }
      if (found !== undefined && init.method === "PATCH") {
        found.metadata = JSON.parse(String(init.body));
        return Response.json(found.metadata);
      }
      if (init.method !== "POST" || path !== "/documents") return refuse(404, "Not Found");
      return await create(url, init);
    },
  };

  async function create(url: URL, init: RequestInit): Promise<Response> {
    const form = await new Request(url, init).formData();
    const file = form.get("document_file");
    if (typeof file === "string" || file === null) {
      return refuse(400, "At least one of 'document_data' or 'document_file' must be provided");
    }
    // Bun adds a charset to what it reads, so the type is looked for in what was sent.
    const type = /\r\ncontent-type: (.*)\r\n\r\n/.exec(String(init.body))?.[1];
    if (type !== "application/json") return refuse(400, `Unsupported file type: ${type}`);
    const parentPid = url.searchParams.get("parent_document_pid");
    const parent = store.documents.find(({ pid }) => pid === parentPid);
    if (parentPid !== null && parent === undefined) return refuse(404, `${parentPid} not found`);
    if (
      parentPid !== null && store.documents.some((one) => one.parent_document_pid === parentPid)
    ) {
      return refuse(
        400,
        "Cannot create a new document in the tree 21.T11961/tree because the latest version is " +
          "higher than the parent document version.",
      );
    }
    const metadata = JSON.parse(url.searchParams.get("document_metadata") ?? "{}");
    // Keywords are kept as one text.
    metadata.keywords = (metadata.keywords ?? []).join("|").split("|");
    const text = await file.text();
    const stored: FakeStored = {
      pid: `21.T11961/${crypto.randomUUID()}`,
      version: (parent?.version ?? 0) + 1,
      hash: createHash("sha256").update(text).digest("hex"),
      parent_document_pid: parentPid,
      text,
      metadata: store.losesMetadata ? {} : metadata,
    };
    store.documents.push(stored);
    const { text: _text, metadata: _metadata, ...row } = stored;
    return Response.json(row);
  }

  return store;
}
