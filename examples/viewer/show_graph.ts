import { isStemmaError } from "stemma";
import { svgInWorker } from "stemma/svg";
import { button, byId, element } from "./elements.ts";
import { cutText } from "./words.ts";

/** How much is drawn, and what that is called. */
const DETAILS = { auto: "Folded", overview: "Overview", full: "Everything" } as const;
export type Detail = keyof typeof DETAILS;

const LIMITS = { 1: "1 s", 10: "10 s", 60: "1 min" } as const;
const ZOOM = 1.25;
/** Where texts can still be read: a wide picture scrolls. */
const READABLE = 0.5;

/** What the graph panel needs of the page. */
export interface GraphHost {
  /** The DOT text of the run. */
  dotOf(detail: Detail): Promise<string>;
  /** Says what is going on. */
  say(text: string): void;
  /** Gives a file to the user. */
  save(content: string, name: string, type: string): void;
  /** The run's PROV-JSON. */
  prov(): Promise<string>;
}

/** What is being drawn for the panel that is shown. */
let controller = new AbortController();
let address: string | undefined;

/** Shows the graph, drawn in a worker that a time limit stops. */
export function showGraph(host: GraphHost): void {
  const detail = choice("Detail", DETAILS, "auto");
  const limit = choice("Stop after", LIMITS, "10");
  const view = element("div", {
    class: "view",
    tabindex: 0,
    role: "group",
    "aria-label": "Graph, scrolls",
  });
  const message = element("div", { class: "message" });
  let svg: string | undefined;
  let zoom = 0;
  const image = element("img", {
    alt: "How the run's things came from each other",
    draggable: "false",
  });
  const setZoom = (next: number) => {
    zoom = Math.min(8, Math.max(0.05, next));
    image.style.width = `${Math.round(image.naturalWidth * zoom)}px`;
  };
  const fitting = () => Math.min(1, (view.clientWidth - 32) / image.naturalWidth);
  const fit = () => setZoom(fitting());
  image.addEventListener("load", () => setZoom(Math.max(fitting(), READABLE)));
  letPan(view);
  view.addEventListener("keydown", ({ key }) => {
    if (key === "+" || key === "=") setZoom(zoom * ZOOM);
    else if (key === "-") setZoom(zoom / ZOOM);
    else if (key === "0") fit();
  });
  const draw = async () => {
    controller.abort();
    const { signal } = controller = new AbortController();
    const wanted = detail.select.value as Detail;
    const seconds = Number(limit.select.value);
    host.say("The graph is being drawn …");
    message.replaceChildren(
      "The graph is being drawn … ",
      button("Stop drawing", () => controller.abort()),
    );
    view.hidden = true;
    const drawer = svgInWorker(startWorker, { timeoutMs: seconds * 1000 });
    try {
      const dot = await host.dotOf(wanted);
      svg = await drawer(dot, { title: "Provenance of the run", signal });
      if (signal.aborted) return;
      if (address !== undefined) URL.revokeObjectURL(address);
      image.src = address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
      message.replaceChildren();
      view.hidden = false;
      host.say("The graph is drawn.");
    } catch (error) {
      if (controller.signal === signal) tell(error, wanted, seconds);
    } finally {
      drawer.close();
    }
  };
  const tell = (error: unknown, wanted: Detail, seconds: number) => {
    const code = isStemmaError(error) ? error.code : "";
    const text = code === "GRAPH_TIMEOUT"
      ? `The drawing was stopped after ${seconds} s: there is much to draw.`
      : code === "GRAPH_ABORTED"
      ? "The drawing was stopped."
      : code === "GRAPH_TOO_LARGE"
      ? "There is too much to draw it like this."
      : `The graph could not be drawn: ${cutText(String(error))}`;
    const lesser = wanted === "full" ? "auto" : "overview";
    message.replaceChildren(
      element("p", {}, text),
      wanted === "overview"
        ? button("Draw it again", draw)
        : button(`Draw less: ${DETAILS[lesser].toLowerCase()}`, () => {
          detail.select.value = lesser;
          draw();
        }),
    );
    host.say(text);
  };
  detail.select.addEventListener("change", draw);
  const saveProv = async () => host.save(await host.prov(), "prov.json", "application/json");
  byId("graph").replaceChildren(
    element("h2", { id: "graph-title" }, "Provenance"),
    element(
      "div",
      { class: "bar" },
      detail.label,
      limit.label,
      element(
        "span",
        { class: "group" },
        button("−", () => setZoom(zoom / ZOOM), { "aria-label": "Smaller" }),
        button("Fit", fit),
        button("+", () => setZoom(zoom * ZOOM), { "aria-label": "Larger" }),
      ),
      element(
        "span",
        { class: "group" },
        button("Save PROV-JSON", saveProv, { id: "save-prov" }),
        button("Save SVG", () => {
          if (svg !== undefined) host.save(svg, "prov.svg", "image/svg+xml");
        }, { id: "save-svg" }),
      ),
    ),
    message,
    view,
  );
  view.append(image);
  draw();
}

function startWorker(): Worker {
  return new Worker(new URL("./svg-worker.js", import.meta.url), { type: "module" });
}

function choice(name: string, options: Readonly<Record<string, string>>, value: string) {
  const select = element(
    "select",
    {},
    ...Object.entries(options).map(([value, text]) => element("option", { value }, text)),
  );
  select.value = value;
  return { select, label: element("label", {}, `${name} `, select) };
}

/** Lets a pointer drag what scrolls. */
function letPan(view: HTMLElement): void {
  view.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    view.setPointerCapture(event.pointerId);
    const move = ({ movementX, movementY }: PointerEvent) => view.scrollBy(-movementX, -movementY);
    view.addEventListener("pointermove", move);
    const release = () => view.removeEventListener("pointermove", move);
    view.addEventListener("lostpointercapture", release, { once: true });
  });
}
