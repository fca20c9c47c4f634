import { type Metric, metrics, resample, type Run, type Summary } from "stemma";
import { button, byId, element, table } from "./elements.ts";
import { COLOURS, drawPlot, type Line } from "./plot.ts";
import { heading } from "./show_run.ts";
import { countText, cutText, numberText } from "./words.ts";

/** So many plots are drawn, and so many more at a time. */
const PLOTS = 12;
/** So many lines of a plot are drawn at first. */
const LINES = COLOURS;
/** A column of pixels takes four points: the first, the last, the least and the greatest. */
const POINTS_A_PIXEL = 4;

/** Redraws the plots of the page where there is room for others. */
let observer: ResizeObserver | undefined;

/** Shows the metrics: a plot a key, with a line a context and source. */
export function showMetrics(run: Run): void {
  observer?.disconnect();
  const redraws = new Map<Element, () => void>();
  observer = new ResizeObserver((changes) => {
    // One at a time: between two plots the page answers.
    for (const { target } of changes) setTimeout(() => redraws.get(target)?.());
  });
  const groups = new Map<string, Metric[]>();
  for (const metric of metrics(run)) {
    const group = groups.get(metric.key);
    if (group === undefined) groups.set(metric.key, [metric]);
    else group.push(metric);
  }
  const place = element("div", { class: "plots" });
  const left = [...groups];
  const more = button("", () => grow());
  const grow = () => {
    for (const [key, group] of left.splice(0, PLOTS)) {
      const { card, frame, redraw } = plotCard(run, key, group);
      place.append(card);
      redraws.set(frame, redraw);
      observer!.observe(frame);
    }
    more.textContent = `Draw more: ${left.length} are left`;
    more.hidden = left.length === 0;
  };
  grow();
  byId("metrics").replaceChildren(
    heading("metrics-title", "Metrics", metrics(run).length),
    ...(groups.size === 0 ? [element("p", { class: "dim" }, "The run logged no metric.")] : []),
    place,
    more,
    element("div", { id: "summaries" }),
  );
}

/** Shows the statistics of the metrics. */
export function showSummaries(summaries: readonly Summary[]): void {
  if (summaries.length === 0) return;
  const rows = summaries.map((summary) => [
    cutText(summary.key, 200),
    nameOf(summary),
    countText(summary.count),
    countText(summary.count - summary.finite),
    ...[summary.last, summary.min, summary.max, summary.mean].map(numberText),
  ]);
  const headings = [
    "metric",
    "context",
    ">points",
    ">not finite",
    ">last",
    ">min",
    ">max",
    ">mean",
  ];
  byId("summaries").replaceChildren(
    element("details", {}, element("summary", {}, "The same in numbers"), table(headings, rows)),
  );
}

function plotCard(run: Run, key: string, group: readonly Metric[]) {
  const frame = element("div", { class: "frame" });
  const hidden = new Set(group.slice(LINES));
  let isLog = false;
  const redraw = () => {
    const width = Math.max(240, Math.floor(frame.clientWidth));
    const lines = group.flatMap((metric, i): Line[] => {
      if (hidden.has(metric)) return [];
      const { context, source } = metric;
      const points = resample(run, key, { points: width * POINTS_A_PIXEL, context, source });
      return points === undefined ? [] : [{ ...points, colour: i % COLOURS }];
    });
    const label = `${cutText(key, 100)} by step: ${group.map(nameOf).join(", ").slice(0, 300)}`;
    frame.replaceChildren(drawPlot(lines, { width, isLog, label }));
  };
  const log = button("log", () => {
    isLog = !isLog;
    log.setAttribute("aria-pressed", String(isLog));
    redraw();
  }, { "aria-pressed": "false", "aria-label": `Logarithmic axis for ${cutText(key, 100)}` });
  const legend = group.map((metric, i) => {
    const box = element("input", { type: "checkbox" });
    box.checked = !hidden.has(metric);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(metric);
      else hidden.add(metric);
      redraw();
    });
    const name = element("span", {}, nameOf(metric));
    const points = element("span", { class: "dim" }, countText(metric.length));
    return element("label", { class: `key c${i % COLOURS}` }, box, name, points);
  });
  const unit = group.find(({ unit }) => unit !== undefined)?.unit;
  const title = cutText(unit === undefined ? key : `${key} (${unit})`, 200);
  const card = element(
    "article",
    { class: "card", "aria-label": `Metric ${title}` },
    element("div", { class: "bar" }, element("h3", {}, title), log),
    frame,
    element("div", { class: "legend" }, ...legend),
  );
  return { card, frame, redraw };
}

function nameOf({ context, source }: { context?: string; source?: string }): string {
  const name = context ?? "run";
  return cutText(source === undefined ? name : `${name} @ ${source}`, 100);
}
