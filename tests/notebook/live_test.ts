import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { endRun, logMetric, type Run, showRun, startRun } from "stemma";
import { live } from "stemma/notebook";
import { liveOn } from "../../lib/notebook/live.ts";
import { cellScreen, lineScreen, type Screen } from "../../lib/notebook/screen.ts";

/** A run of so many points. */
function grown(points: number): Run {
  let run = startRun({ experiment: "digits", name: "small" });
  for (let i = 0; i < points; i++) run = logMetric(run, "loss", 1 / (i + 1));
  return run;
}

async function until(happened: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !happened() && performance.now() < end;) {
    await wait(5);
  }
}

/** A screen that keeps what it was asked to draw. */
function keepingScreen(): Screen & { drawn: string[] } {
  const drawn: string[] = [];
  return {
    drawn,
    draw: (run) => void drawn.push(`draw ${run.length}`),
    end: (run) => void drawn.push(`end ${run.length}`),
  };
}

function streamOf(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => void written.push(text) };
}

test("live() draws at once, then when a picture is due, and at the end", async () => {
  const screen = keepingScreen();
  const view = liveOn(screen, grown(0), 400);
  for (let i = 1; i < 10; i++) view.update(grown(i));
  assert.deepEqual(screen.drawn, ["draw 1"], "what comes too early waits");
  await until(() => screen.drawn.length > 1);
  assert.deepEqual(screen.drawn, ["draw 1", "draw 11"], "the newest is drawn, and once");
  view.update(grown(20));
  view.update(endRun(grown(21)));
  assert.deepEqual(screen.drawn.slice(2), ["end 24"]);
  view.update(grown(30));
  view.close();
  await wait(450);
  assert.equal(screen.drawn.length, 3, "nothing comes after the end");
});

test("live() draws while nothing waits", () => {
  const screen = keepingScreen();
  const view = liveOn(screen, grown(0), 5);
  let run = grown(0);
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    view.update(run = logMetric(run, "loss", 0));
    if (screen.drawn.length > 4) break;
  }
  assert.equal(screen.drawn.length, 5);
  assert.ok(run.length > 10, "not every update is drawn");
  view.close();
  assert.equal(screen.drawn.at(-1), `end ${run.length}`);
});

test("live() never throws into training, and tells what went wrong", async () => {
  let broken = true;
  const draw = () => {
    if (broken) throw new Error("no screen");
  };
  const view = liveOn({ draw, end: draw }, grown(0), 0);
  assert.equal(String(view.error), "Error: no screen");
  broken = false;
  await wait(50);
  view.update(grown(1));
  assert.equal(view.error, undefined);
  for (const wrong of [undefined, null, {}, "run"]) {
    view.update(wrong as unknown as Run);
    assert.match(String(view.error), /^TypeError: Cannot draw a run: expected a Run, got/);
  }
  broken = true;
  view.close();
  assert.equal(String(view.error), "Error: no screen");
});

test("live() waits longer after a picture that took long", async () => {
  const began: number[] = [];
  const slow = () => {
    began.push(performance.now());
    for (const end = performance.now() + 20; performance.now() < end;);
  };
  const view = liveOn({ draw: slow, end: slow }, grown(0), 1);
  view.update(grown(1));
  await until(() => began.length > 1);
  assert.ok(began[1] - began[0] > 150, "20 ms are a tenth of 200");
  view.close();
});

test("live() refuses wrong arguments at its start", () => {
  assert.throws(() => live({} as Run), /expected a Run, got Object/);
  assert.throws(() => live(grown(0), { evry: 1 } as never), /did you mean "every"/);
  assert.throws(() => live(grown(0), { every: "1" as never }), TypeError);
  for (const every of [-1, NaN, Infinity]) {
    assert.throws(() => live(grown(0), { every }), RangeError);
  }
});

test("a cell's output is made once, and then replaced", () => {
  const sent: [string, { data: unknown; transient: { display_id: string } }][] = [];
  const screen = cellScreen({
    broadcast: (type, content) => void sent.push([type, content as never]),
  });
  const [first, last] = [grown(1), endRun(grown(2))];
  screen.draw(first);
  screen.end(last);
  assert.deepEqual(sent.map(([type]) => type), ["display_data", "update_display_data"]);
  assert.deepEqual(sent.map(([, { data }]) => data), [showRun(first), showRun(last)]);
  const [id, same] = sent.map(([, { transient }]) => transient.display_id);
  assert.ok(id.length > 20 && id === same);
});

test("a terminal's line is written over and never wraps", () => {
  const stream = streamOf(true, 40);
  const screen = lineScreen(stream);
  screen.draw(grown(2));
  screen.end(grown(3));
  assert.deepEqual(stream.written.map((text) => text.slice(0, 4)), ["\r\x1b[K", "\r\x1b[K"]);
  const [line, end] = stream.written.map((text) => text.slice(4));
  assert.match(line, /^Run digits\/small RUNNIN.*…/);
  assert.ok(line.length === 39 && end.length === 40 && end.endsWith("\n"));
});

test("a file is told the end alone", () => {
  const stream = streamOf(false);
  const screen = lineScreen(stream);
  screen.draw(grown(2));
  screen.end(grown(3));
  assert.deepEqual(stream.written, [`${showRun(grown(3))["text/plain"]}\n`]);
});
