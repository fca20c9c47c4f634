// A Cloudflare Worker that scores answers and keeps one run of all of it in a Durable Object: each
// request adds to the run, an eviction loses nothing, and anyone can ask where a score came from.
//
//     wrangler dev        with examples/worker.json as wrangler.json
//     curl -d '{"expected": "7", "answer": "7"}' localhost:8787/score
//     open localhost:8787/run.svg    also /prov.json and /run.zip
import {
  Context,
  defineMetric,
  latest,
  logMetric,
  logParam,
  provToJson,
  type Run,
  saveRun,
  startRun,
  toProv,
  zipSink,
} from "stemma";
import { type DurableRun, type DurableStorage, openDurableRun } from "stemma/durable-object";
import { renderSvg } from "stemma/svg";

const start = () => {
  const run = startRun({ experiment: "answers", description: "Answers against what was expected" });
  return logParam(defineMetric(run, "right", { fold: "mean" }), "rule", "exact match");
};

/** One run, for as long as it goes on. */
export class Evaluation {
  readonly #kept: Promise<DurableRun>;

  constructor(state: { storage: DurableStorage }) {
    this.#kept = openDurableRun(state.storage, start);
  }

  async fetch(request: Request): Promise<Response> {
    const kept = await this.#kept;
    const { pathname } = new URL(request.url);
    if (pathname === "/score" && request.method === "POST") return await score(kept, request);
    return await show(kept.run, pathname);
  }
}

async function score(kept: DurableRun, request: Request): Promise<Response> {
  const { expected, answer } = await request.json().catch(() => ({}));
  if (typeof expected !== "string" || typeof answer !== "string") {
    return Response.json({ error: "expected two texts: expected and answer" }, { status: 400 });
  }
  const right = expected.trim() === answer.trim() ? 1 : 0;
  // Nothing is waited for between reading the run and saving it, so no other request comes between.
  await kept.save(logMetric(kept.run, "right", right, { context: Context.TESTING }));
  return Response.json({ right, step: latest(kept.run, "right", { context: "testing" })?.step });
}

async function show(run: Run, pathname: string): Promise<Response> {
  if (pathname === "/run.svg") return answer(await renderSvg(run), "image/svg+xml");
  if (pathname === "/prov.json") return answer(provToJson(toProv(run)), "application/json");
  if (pathname === "/run.zip") {
    const zip = zipSink();
    saveRun(run, zip).then(() => zip.close());
    return answer(zip.stream(), "application/zip");
  }
  return Response.json({ events: run.length }, { status: pathname === "/" ? 200 : 404 });
}

const answer = (body: BodyInit, type: string) =>
  new Response(body, { headers: { "content-type": type } });

export default {
  fetch(request: Request, env: { EVALUATION: DurableNamespace }): Promise<Response> {
    return env.EVALUATION.get(env.EVALUATION.idFromName("answers")).fetch(request);
  },
};

/** What is needed of the binding. */
interface DurableNamespace {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(request: Request): Promise<Response> };
}
