import assert from "node:assert/strict";

/** The elements that a shown run is made of, and the attributes of each. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  b: [],
  div: ["class"],
  p: [],
  path: ["d", "stroke-width"],
  span: ["class", "style"],
  style: [],
  svg: [
    "width",
    "height",
    "viewBox",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
    "aria-hidden",
  ],
  table: [],
  tbody: [],
  td: ["class", "colspan"],
  th: ["class"],
  thead: [],
  tr: [],
};

/** Asserts that markup has no element and no attribute but those of a shown run, every element
 * closed in order, and no `<` or `>` outside of a tag. */
export function assertOwnMarkup(html: string): void {
  const open: string[] = [];
  const rest = html.replace(/<(\/?)([a-z]+)((?: [a-zA-Z-]+="[^"<>]*")*)(\/?)>/g, (...found) => {
    const [, end, name, attributes, empty] = found;
    assert.ok(Object.hasOwn(allowed, name), `<${name}>`);
    for (const [, attribute] of attributes.matchAll(/([a-zA-Z-]+)="/g)) {
      assert.ok(allowed[name].includes(attribute), `<${name} ${attribute}>`);
    }
    if (end) assert.equal(open.pop(), name);
    else if (!empty) open.push(name);
    return "";
  });
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!#\d+;)/);
}

/** The rows of the tables in the markup of a run: the texts of their cells. */
export function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) =>
      cell.replace(/<svg.*<\/svg>/, "~").replace(/<[^>]*>/g, "")
        .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    )
  );
}
