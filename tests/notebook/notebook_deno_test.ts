// Renews the outputs in the notebook when asked: deno test -A tests/notebook/notebook_deno_test.ts -- --update
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import test from "node:test";
import { hostileNames } from "../hostile_names.ts";
import { oracle } from "../oracle.ts";
import { assertOwnMarkup, rowsOf } from "./markup.ts";

/** What a cell put out, as a notebook stores it. */
interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string | string[];
  readonly data?: Readonly<Record<string, string | string[]>>;
}

interface Cell {
  cell_type: string;
  metadata: Record<string, unknown>;
  source: string | string[];
  outputs?: Output[];
}

interface Notebook {
  cells: Cell[];
}

const example = "examples/notebook.ipynb";
const jupyter = spawnSync("jupyter", ["nbconvert", "--version"], { encoding: "utf8" });
const needed = oracle("jupyter nbconvert", jupyter.status === 0);

/** Runs a notebook in Deno's own kernel, in this folder's `deno.json`, and reads it again.
 *
 * Of twenty messages the kernel sends one, be it a number, a millisecond after it has said that the
 * cell is done, and nbconvert drops what comes then: such a run is done again.
 *
 * @param last parts of the outputs that come at the end of a cell, by their order
 */
function execute(path: string, last: readonly string[]): Notebook {
  for (let tries = 1;; tries++) {
    const notebook = executeOnce(path);
    const found = outputsOf(notebook).flat().map((output) => JSON.stringify(output));
    const lost = last.findIndex((part, i) => !found[i]?.includes(part));
    if (lost < 0 || tries === 6) return notebook;
    console.error(`nbconvert has lost "${last[lost]}" of ${path}: once more`);
  }
}

function executeOnce(path: string): Notebook {
  const home = mkdtempSync(join(tmpdir(), "stemma-notebook-"));
  try {
    const kernel = join(home, "kernels/deno");
    mkdirSync(kernel, { recursive: true });
    const argv = [process.execPath, "jupyter", "--kernel", "--conn", "{connection_file}"];
    const spec = { argv, display_name: "Deno", language: "typescript" };
    writeFileSync(join(kernel, "kernel.json"), JSON.stringify(spec));
    const command = [
      "nbconvert",
      "--to",
      "notebook",
      "--execute",
      "--ExecutePreprocessor.timeout=90",
    ];
    const { status, stderr } = spawnSync(
      "jupyter",
      [...command, resolve(path), "--output-dir", home, "--output", "done.ipynb"],
      {
        encoding: "utf8",
        timeout: 110_000,
        env: {
          ...process.env,
          NO_COLOR: "1",
          JUPYTER_PATH: home,
          JUPYTER_RUNTIME_DIR: home,
          IPYTHONDIR: home,
        },
      },
    );
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(join(home, "done.ipynb"), "utf8"));
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Runs the code of cells as a notebook beside the example. */
function executeCells(last: readonly string[], ...code: string[]): Notebook {
  const path = join("examples", `.notebook-${process.pid}.ipynb`);
  const metadata = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } };
  const cells = code.map((source, i) => ({
    cell_type: "code",
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    source,
    outputs: [],
  }));
  writeFileSync(path, JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }));
  try {
    return execute(path, last);
  } finally {
    rmSync(path);
  }
}

const joined = (text: string | string[] | undefined) => [text ?? ""].flat().join("");
const shown = (output: Output, type: string) => joined(output.data?.[type]);

/** The outputs of a notebook's cells; cells of text and cells that put nothing out are left out. */
const outputsOf = ({ cells }: Notebook): Output[][] =>
  cells.map(({ outputs = [] }) => outputs).filter(({ length }) => length > 0);

/** What holds whenever the example was run: all but times, and what they make of a picture. */
const lasting = (notebook: Notebook) =>
  outputsOf(notebook).flat().map((output) => ({
    type: output.output_type,
    forms: Object.keys(output.data ?? {}),
    plain: shown(output, "text/plain") || joined(output.text),
    rows: rowsOf(shown(output, "text/html").replace(/<svg.*?<\/svg>/gs, "~")),
  }));

test(`${example} shows a run while it grows, as a value, and as a graph`, needed, () => {
  const notebook = execute(example, ["FINISHED", "FINISHED", "Run two", "0.9", "<svg "]);
  for (const cell of notebook.cells) delete cell.metadata.execution;
  if (process.argv.includes("--update")) {
    writeFileSync(example, `${JSON.stringify(notebook, null, 1)}\n`);
  }
  const [[drawn], [value], [line, accuracy], [graph]] = outputsOf(notebook);

  assert.equal(drawn.output_type, "display_data");
  const table = shown(drawn, "text/html");
  assert.match(table, /FINISHED/, "the picture that was made while it ran holds the end");
  assertOwnMarkup(table);
  const rows = rowsOf(table);
  assert.deepEqual(rows.map(([name]) => name), [
    "Metrics",
    "training/loss",
    "training/accuracy",
    "validation/loss",
    "validation/accuracy",
    "Parameters",
    "epochs",
    "rate",
    "hidden",
    "seed",
    "Artifacts",
    "training",
    "validation",
    "two layers",
    "weights.json v0",
  ]);
  for (const [, last, min, max, points] of rows.slice(1, 5)) {
    assert.ok(Number(min) <= Number(last) && Number(last) <= Number(max) && points === "300");
  }
  assert.deepEqual(rows[6], ["epochs", "300", ""]);

  assert.equal(value.output_type, "execute_result");
  assert.deepEqual(value.data, drawn.data, "the value is shown as the last picture");

  const said = joined(line.text);
  assert.equal(said, `${shown(value, "text/plain")}\n`);
  assert.match(
    said,
    /^Run two moons\/16 units FINISHED 1,214 events · 4 params · training\/loss 0\./,
  );
  const right = Number(shown(accuracy, "text/plain"));
  assert.equal(right, Number(rows[4][1]));
  assert.ok(right > 0.9, `accuracy ${right}`);

  const svg = shown(graph, "image/svg+xml");
  assert.ok(svg.startsWith("<svg ") && svg.trimEnd().endsWith("</svg>"));
  assert.equal(shown(graph, "text/html"), svg);
  for (const text of ["16 units", "two layers", "weights.json", "epochs = 300"]) {
    assert.ok(svg.includes(`>${text}</text>`), text);
  }
  assert.match(
    shown(graph, "text/plain"),
    /^two moons\/16 units: Provenance graph of 12 entities, 3 activities, 1 agent, 23 relations$/,
  );
  assert.deepEqual(lasting(notebook), lasting(JSON.parse(readFileSync(example, "utf8"))));
});

test("a kernel shows a run of which nothing but startRun was imported", needed, () => {
  const [[run], [inside], [hostile], [view]] = outputsOf(executeCells(
    ["Run e/r", "[", "text/html", "second"],
    // What a kernel puts out in its first moments can be lost: nobody has subscribed yet.
    `import { startRun } from "stemma";\nawait new Promise((done) => setTimeout(done, 500));`,
    `startRun({ experiment: "e", runId: "r" })`,
    `[startRun({ experiment: "e", runId: "r" })]`,
    `const name = ${JSON.stringify(hostileNames.join("<script>"))};
     startRun({ experiment: "e", name, description: name })`,
    `import { live } from "stemma/notebook";
     const view = live(startRun({ experiment: "e", runId: "first" }));
     view.update(startRun({ experiment: "e", runId: "second" }));
     view.close();`,
  ));
  assert.equal(shown(run, "text/plain"), "Run e/r RUNNING 1 event · 0 params");
  assertOwnMarkup(shown(run, "text/html"));
  assert.match(shown(inside, "text/plain"), /^\[\s*Run e\/r RUNNING 1 event · 0 params\s*\]$/);
  assertOwnMarkup(shown(hostile, "text/html"));
  assert.equal(view.output_type, "display_data");
  assert.equal(shown(view, "text/plain"), "Run e/second RUNNING 1 event · 0 params");
});
