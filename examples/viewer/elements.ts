const SVG = "http://www.w3.org/2000/svg";

type Attributes = Readonly<Record<string, string | number>>;

/** Makes an element. Text comes in as text alone: nothing that a run says becomes markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children);
}

/** Makes an element of a picture. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill<Made extends Element>(
  made: Made,
  attributes: Attributes,
  children: (Node | string)[],
): Made {
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** An element of the page by its id. */
export function byId<Made extends HTMLElement = HTMLElement>(id: string): Made {
  return document.getElementById(id) as Made;
}

/** A button that does something. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLElement {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

/** So many rows are shown, and so many more at a time. */
const ROWS = 100;
const MORE_ROWS = 1000;

/** A table, without the columns that say nothing; a `>` before a heading sets its column right. A long
 * one grows when it is asked to. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (Node | string)[])[],
): HTMLElement {
  const told = [...headings.keys()].filter((i) => rows.some((row) => row[i] !== ""));
  const cell = (name: "th" | "td", content: Node | string, i: number) =>
    element(name, headings[i].startsWith(">") ? { class: "right" } : {}, content);
  const body = element("tbody");
  const head = told.map((i) => {
    const made = cell("th", headings[i].replace(">", ""), i);
    made.setAttribute("scope", "col");
    return made;
  });
  const whole = element(
    "div",
    { class: "scroll", tabindex: 0 },
    element("table", {}, element("thead", {}, element("tr", {}, ...head)), body),
  );
  const more = button("", () => grow(MORE_ROWS));
  const grow = (count: number) => {
    const shown = body.children.length;
    for (const row of rows.slice(shown, shown + count)) {
      body.append(element("tr", {}, ...told.map((i) => cell("td", row[i], i))));
    }
    more.textContent = `Show more: ${rows.length - body.children.length} are left`;
    more.hidden = body.children.length === rows.length;
  };
  grow(ROWS);
  return element("div", {}, whole, more);
}
