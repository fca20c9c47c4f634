import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { digest, events, type StartEvent } from "../../mod.ts";
import { runFromYprov4ml } from "../../lib/adapters/yprov4ml.ts";
import { readRun } from "../../lib/fs.ts";
import { inFolder } from "../assets/temporary_folder.ts";
import { oracle } from "../oracle.ts";
import { stemma } from "./stemma.ts";

const corpora = "../shared/corpora/yprov4ml";
const here = oracle("the yProv4ML corpora", existsSync(corpora));
const eras = existsSync(corpora) ? readdirSync(corpora) : [];

async function digestOf(folder: string): Promise<string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map((path) => ({
    path: path.slice(folder.length + 1),
    bytes: () => new Uint8Array(readFileSync(path)),
  }));
  return digest((await runFromYprov4ml(files)).run);
}

test("`import yprov4ml` makes a saved run of every era", here, async () => {
  assert.ok(eras.length > 0);
  await inFolder({}, async (folder) => {
    for (const era of eras) {
      const source = join(corpora, era, "mnist_0");
      const out = join(folder, era);
      const { code, stdout, stderr } = stemma(["import", "yprov4ml", source, "-o", out]);
      assert.equal(code, 0, stderr);
      const places = stdout.trimEnd().split("\n");
      assert.equal(places.length, 1);
      assert.equal(digest(await readRun(places[0])), await digestOf(source), era);
      assert.ok(existsSync(join(places[0], "manifest.json")));
      const lines = stderr.trimEnd().split("\n");
      assert.match(lines.at(-1)!, /^1 run, \d+ files, [\d.]+ KiB, \d+ repairs$/);
      assert.ok(lines.slice(0, -1).every((line) => line.startsWith(`${source}:`)), stderr);
    }
  });
});

test("`import yprov4ml` writes a zip, to stdout too, always the same", here, async () => {
  const source = join(corpora, eras[0], "mnist_0");
  await inFolder({}, (folder) => {
    const zip = join(folder, "runs.zip");
    const args = ["import", "yprov4ml", source, "--svg", "--formats", "prov-n,csv", "-o"];
    const first = stemma([...args, zip]);
    assert.equal(first.code, 0, first.stderr);
    assert.equal(first.stdout, `${zip}:mnist/mnist_GR0_0\n`);
    const bytes = readFileSync(zip);
    stemma([...args, zip]);
    assert.ok(bytes.equals(readFileSync(zip)));
    for (const path of ["run.log", "prov.provn", "prov.svg", "manifest.json"]) {
      assert.ok(bytes.includes(`mnist/mnist_GR0_0/${path}`), path);
    }
    assert.ok(!bytes.includes("prov.dot"));
    assert.equal(stemma(["show", zip]).code, 0);
    const piped = stemma([...args, "-"]);
    assert.equal(piped.code, 0);
    assert.ok(piped.stdout.startsWith("PK"));
  });
});

test("`import yprov4ml --namespace` puts the runs' ids there", here, async () => {
  const source = join(corpora, eras[0], "mnist_0");
  await inFolder({}, async (out) => {
    const args = ["import", "yprov4ml", source, "-o", out, "--namespace"];
    const { stdout } = stemma([...args, "www.example.org/runs"]);
    const [start] = events(await readRun(stdout.trim())) as Iterable<StartEvent>;
    assert.equal(start.namespace, "https://www.example.org/runs/");
    const { code, stderr } = stemma([...args, "no iri"]);
    assert.equal(code, 2);
    assert.match(stderr, /^stemma: [^\n]+\n$/);
  });
});

test("`import yprov4ml` tells what it leaves out: links lead elsewhere", here, async () => {
  await inFolder({ "secret.txt": "secret" }, (folder) => {
    const source = join(folder, "mnist_0");
    cpSync(join(corpora, eras[0], "mnist_0"), source, { recursive: true });
    symlinkSync(join(folder, "secret.txt"), join(source, "leak.txt"));
    const out = join(folder, "out");
    const { code, stdout, stderr } = stemma(["import", "yprov4ml", source, "-o", out]);
    assert.equal(code, 0);
    assert.match(stderr, /mnist_0:leak\.txt: left-out: it is a link/);
    assert.doesNotMatch(stemma(["show", stdout.trim()]).stdout, /leak/);
  });
});

test("`import yprov4ml` lists every repair with --verbose", here, async () => {
  const source = join(corpora, eras.at(-1)!, "mnist_0");
  await inFolder({}, (out) => {
    const lines = (...args: string[]) =>
      stemma(["import", "yprov4ml", source, "-o", out, ...args]).stderr.trimEnd().split("\n");
    const all = lines("--verbose");
    assert.equal(all.length - 1, Number(/(\d+) repairs$/.exec(all.at(-1)!)![1]));
    assert.ok(lines().length < all.length);
    assert.match(lines().at(-2)!, /: \d+ more$/);
  });
});

test("`import yprov4ml` leaves no archive behind that is not whole", here, async () => {
  await inFolder({}, (folder) => {
    const zip = join(folder, "runs.zip");
    const args = ["import", "yprov4ml", join(corpora, eras[0], "mnist_0"), "-o", zip];
    const { code, stdout, stderr } = stemma([...args, "--formats", "gif"]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^stemma: [^\n]*"gif"[^\n]*\n$/);
    assert.ok(!existsSync(zip));
  });
});

test("`import` fails in one line", async () => {
  await inFolder({ "file.txt": "", "empty/readme.md": "" }, (folder) => {
    const failing = [
      ["import", "yprov4ml", join(folder, "file.txt")],
      ["import", "yprov4ml", join(folder, "gone")],
      ["import", "yprov4ml", join(folder, "empty")],
      ["import", "yprov4ml"],
      ["import", "mlflow", folder],
    ];
    for (const args of failing) {
      const { code, stdout, stderr } = stemma(args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, /^stemma: [^\n]+\n$/);
    }
  });
});
