import assert from "node:assert/strict";
import { test } from "node:test";
import { provToDot } from "../../lib/graph/dot.ts";
import { foldPicture } from "../../lib/graph/fold.ts";
import { type Picture, weight } from "../../lib/graph/picture.ts";
import { readPicture } from "../../lib/graph/read_picture.ts";
import { nodeText } from "../../lib/graph/node_text.ts";
import { documentOf, say, training } from "./_sample.ts";

const read = (doc: Parameters<typeof readPicture>[0]): Picture => readPicture(doc, () => true);
const lines = (picture: Picture): string[] =>
  picture.nodes.map((node) => {
    const { title, facts } = nodeText(node, { ids: false, times: false });
    return [...title, ...facts].join(" | ");
  });
const total = (picture: Picture): number =>
  picture.nodes.reduce((sum, node) => sum + weight(node), 0);

test("`foldPicture()` draws more than 6 alike as one, and 6 one by one", () => {
  const six = foldPicture(read(training({ params: 6, metrics: 12, versions: 0 })), "auto");
  assert.equal(six.nodes.filter((node) => node.members.length > 0).length, 0);
  const seven = foldPicture(read(training({ params: 7, metrics: 14, versions: 0 })), "auto");
  const folds = lines(seven).filter((line) => line.includes("×"));
  assert.deepEqual(folds, [
    "7 × ModelEvaluation | accuracy, loss, metric4, … +4",
    "7 × ModelEvaluation | metric5, metric7, metric9, … +4",
    "7 × HyperParameterSetting | batch, epochs, lr, … +4",
  ]);
});

test("`foldPicture()` keeps first, last and special versions of a long chain", () => {
  const whole = read(training({ params: 0, metrics: 0, versions: 250 }));
  const folded = foldPicture(whole, "auto");
  const versions = lines(folded).filter((line) => /cnn v|versions/.test(line)).sort();
  assert.deepEqual(versions, [
    "149 versions | cnn v1 … cnn v149",
    "98 versions | cnn v151 … cnn v248",
    "cnn v0 | Model",
    "cnn v150 | Model",
    "cnn v249 | Model",
  ]);
  assert.equal(total(folded), total(whole));
  assert.equal(folded.edges.filter((edge) => edge.term === "specializationOf").length, 1);
});

test("`foldPicture()` draws activities and agents as one where they are related to the very same", () => {
  const epochs = Array.from({ length: 9 }, (_, i) => [
    say("activity", `ex:epoch${i}`),
    say("wasStartedBy", `ex:epoch${i} - ex:run`),
    say("wasGeneratedBy", `ex:loss ex:epoch${i}`),
  ]).flat();
  const reviewers = Array.from(
    { length: 7 },
    (_, i) => say("wasAssociatedWith", `ex:run ex:reviewer${i}`),
  );
  const same = foldPicture(read(documentOf([...epochs, ...reviewers])), "auto");
  assert.deepEqual(lines(same), [
    "9 × activity | epoch0, epoch1, epoch2, … +6",
    "loss",
    "7 × agent | reviewer0, reviewer1, reviewer2, … +4",
    "run",
  ]);
  const own = epochs.map((record, i) =>
    i % 3 === 2 ? say("wasGeneratedBy", `ex:loss${i} ex:epoch${(i - 2) / 3}`) : record
  );
  const apart = foldPicture(read(documentOf(own)), "auto");
  assert.equal(apart.nodes.length, 1 + 9 + 9, "each has a loss of its own");
});

test("`foldPicture()` leaves out what others say, and notes it", () => {
  const whole = read(training({ params: 3, metrics: 4, versions: 3 }));
  const folded = foldPicture(whole, "auto");
  assert.equal(folded.edges.filter((edge) => edge.kind === "wasAttributedTo").length, 0);
  assert.ok(folded.notes.some((note) => note.startsWith("not drawn: 8 wasAttributedTo")));
  assert.equal(folded.edges.length, whole.edges.length - 8);
});

test("`foldPicture()` keeps an attribution to somebody whom no activity names", () => {
  const doc = documentOf([
    say("wasGeneratedBy", "ex:e ex:a"),
    say("wasAssociatedWith", "ex:a ex:bob"),
    say("wasInformedBy", "ex:a ex:before"),
    say("wasAssociatedWith", "ex:before ex:alice"),
    say("wasAttributedTo", "ex:e ex:alice"),
    say("wasAttributedTo", "ex:e ex:bob"),
  ]);
  const kept = foldPicture(read(doc), "auto").edges
    .filter((edge) => edge.kind === "wasAttributedTo");
  assert.equal(kept.length, 1);
});

test("`foldPicture()` folds pairs of things that are alike in the same way", () => {
  const records = Array.from({ length: 9 }, (_, i) => [
    say("entity", `ex:raw${i}`, { type: "mls:Dataset" }),
    say("entity", `ex:clean${i}`, { type: "mls:Dataset" }),
    say("wasDerivedFrom", `ex:clean${i} ex:raw${i}`),
    say("wasGeneratedBy", `ex:clean${i} ex:clean`),
  ]).flat();
  const folded = foldPicture(read(documentOf([say("activity", "ex:clean"), ...records])), "auto");
  assert.deepEqual(lines(folded), [
    "clean",
    "9 × Dataset | clean0, clean1, clean2, … +6",
    "9 × Dataset | raw0, raw1, raw2, … +6",
  ]);
  assert.equal(folded.edges.length, 2);
});

test("`foldPicture()` draws every statement at full detail", () => {
  const doc = training({ params: 40, metrics: 300, versions: 250 });
  const whole = read(doc);
  assert.equal(foldPicture(whole, "full"), whole);
  const elements = doc.records.filter((record) => /^(entity|activity|agent)$/.test(record.kind));
  assert.equal(whole.nodes.length, elements.length);
  assert.equal(whole.edges.length, doc.records.length - elements.length);
});

test("`foldPicture()` bounds the picture of any document", () => {
  let seed = 1;
  const chance = (below: number) => (seed = seed * 48271 % 2147483647) % below;
  const records = Array.from(
    { length: 3000 },
    () =>
      say("wasDerivedFrom", `ex:e${chance(800)} ex:e${chance(800)}`, { role: `r${chance(50)}` }),
  );
  const pipeline = Array.from({ length: 500 }, (_, i) => [
    say("used", `ex:a${i} ex:d${i}`),
    say("used", `ex:a${i} ex:config`),
    say("wasGeneratedBy", `ex:d${i + 1} ex:a${i}`),
  ]).flat();
  const types = Array.from(
    { length: 900 },
    (_, i) => say("entity", `ex:t${i}`, { type: `ex:T${i}` }),
  );
  for (const doc of [documentOf(records), documentOf(pipeline), documentOf(types)]) {
    const whole = read(doc);
    for (const [detail, most] of [["auto", 48], ["overview", 24]] as const) {
      const folded = foldPicture(whole, detail);
      assert.ok(folded.nodes.length <= most, `${folded.nodes.length} nodes`);
      assert.equal(total(folded), whole.nodes.length);
    }
  }
});

test("`foldPicture()` draws many bundles as one where they are too many", () => {
  const ranks = Object.fromEntries(Array.from({ length: 64 }, (_, i) => [`ex:rank-${i}`, [
    say("activity", `ex:run${i}`, { type: "mls:Run" }),
    say("wasInformedBy", `ex:run${i} ex:all`),
    say("entity", `ex:loss${i}`, { type: "mls:ModelEvaluation" }),
    say("wasGeneratedBy", `ex:loss${i} ex:run${i}`),
  ]]));
  const dot = provToDot(documentOf([say("activity", "ex:all")], ranks));
  assert.equal(dot.match(/subgraph/g)?.length, 1);
  assert.match(dot, /64 bundles: rank-0, rank-1, rank-2, … \+61/);
  assert.match(dot, /64 × Run/);
});

test("`foldPicture()` survives rings of versions", () => {
  const ring = Array.from(
    { length: 30 },
    (_, i) => say("wasDerivedFrom", `ex:v${i} ex:v${(i + 1) % 30}`, { type: "prov:Revision" }),
  );
  assert.equal(total(foldPicture(read(documentOf(ring)), "auto")), 30);
});
