// A serverless function that evaluates a classifier and answers with the provenance of the
// evaluation. It keeps no state and needs no file system: any host of `fetch` handlers runs it.
//
//     deno serve examples/evaluate.ts
//     curl -d '{"labels": [0, 1, 1], "predictions": [0, 1, 0]}' 'localhost:8000?as=summary'
import {
  bytesAsset,
  Context,
  endRun,
  logInput,
  logMetric,
  logMetrics,
  logParams,
  provToDot,
  provToJson,
  type Run,
  startRun,
  summarize,
  toProv,
} from "stemma";

const MAX_BYTES = 2 ** 20;
const MAX_CLASSES = 1000;

/** How a run can be told, by the query's `as`. */
const forms: Readonly<Record<string, { type: string; write(run: Run): string }>> = {
  prov: { type: "application/json", write: (run) => provToJson(toProv(run)) },
  dot: { type: "text/vnd.graphviz", write: (run) => provToDot(toProv(run)) },
  summary: { type: "application/json", write: (run) => JSON.stringify(summarize(run)) },
};

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      if (request.method !== "POST") throw new Refusal(405, "METHOD", "expected POST");
      const form = new URL(request.url).searchParams.get("as") ?? "prov";
      if (!Object.hasOwn(forms, form)) {
        throw new Refusal(400, "FORM", `expected as=${Object.keys(forms).join(" or ")}`);
      }
      const run = evaluate(await readBody(request));
      const headers = { "content-type": forms[form].type, "run-id": run.runId };
      return new Response(forms[form].write(run), { headers });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code, message } = error;
      const headers = status === 405 ? { allow: "POST" } : undefined;
      return Response.json({ error: { code, message } }, { status, headers });
    }
  },
};

/** Logs one evaluation: what came in, by digest, and what it measured. */
function evaluate(body: Uint8Array): Run {
  const { labels, predictions, model } = parse(body);
  const context = Context.TESTING;
  const asset = bytesAsset("request.json", body);

  let run = startRun({ experiment: "evaluations", description: "Predictions against labels" });
  run = logParams(run, { samples: labels.length, ...(model === undefined ? {} : { model }) });
  // The digest proves later which predictions these were; the bytes stay with the caller.
  run = logInput(run, asset, { context, copy: false });

  const classes = 1 + labels.concat(predictions).reduce((a, b) => Math.max(a, b), 0);
  for (let step = 0; step < classes; step++) {
    const asked = labels.filter((label) => label === step).length;
    const right = labels.filter((label, i) => label === step && predictions[i] === step).length;
    // A class that never occurred has no recall: absent, not zero.
    if (asked > 0) run = logMetric(run, "recall", right / asked, { context, step });
  }
  const right = labels.filter((label, i) => label === predictions[i]).length;
  run = logMetrics(run, { correct: right, accuracy: right / labels.length }, { context });
  return endRun(run);
}

/** Reads no more than it is willing to, whatever the header `content-length` claims. */
async function readBody(request: Request): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Refusal(413, "SIZE", `expected at most ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

interface Evaluation {
  readonly labels: number[];
  readonly predictions: number[];
  readonly model?: string;
}

function parse(body: Uint8Array): Evaluation {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, "JSON", "expected JSON in UTF-8");
  }
  const { labels, predictions, model } = (value ?? {}) as Record<string, unknown>;
  const isClass = (x: unknown) =>
    Number.isInteger(x) && 0 <= (x as number) && (x as number) < MAX_CLASSES;
  if (![labels, predictions].every((list) => Array.isArray(list) && list.every(isClass))) {
    throw new Refusal(400, "SHAPE", "expected labels and predictions: two lists of class numbers");
  }
  const evaluation = { labels, predictions } as Evaluation;
  if (
    evaluation.labels.length === 0 || evaluation.labels.length !== evaluation.predictions.length
  ) {
    throw new Refusal(400, "LENGTH", "expected as many predictions as labels, and at least one");
  }
  if (model === undefined) return evaluation;
  if (typeof model !== "string" || model.length > 200 || !model.isWellFormed()) {
    throw new Refusal(400, "MODEL", "expected the model's name: a text of up to 200 characters");
  }
  return { ...evaluation, model };
}

/** A request that cannot be served, and why. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
