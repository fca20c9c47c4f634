import assert from "node:assert/strict";
import fc from "fast-check";
import test from "node:test";
import { curveSvg } from "../../lib/notebook/curve_svg.ts";

const curve = (values: readonly number[], steps = values.map((_, i) => i)) =>
  curveSvg(Float64Array.from(steps), Float64Array.from(values));
const paths = (svg: string) => [...svg.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path);

test("curveSvg() draws from the left to the right, the least value at the bottom", () => {
  assert.deepEqual(paths(curve([1, 3, 2])), ["M22 218l578 -196l578 98", "M1178 120h0"]);
});

test("curveSvg() leaves a gap where values are not finite", () => {
  assert.deepEqual(paths(curve([0, 2, NaN, 1, -Infinity, 2, 0])), [
    "M22 218l193 -196M600 120h0M985 22l193 196",
    "M1178 218h0",
  ]);
  assert.deepEqual(paths(curve([1, NaN])), ["M22 120h0"], "no dot where the newest is not finite");
  assert.deepEqual(paths(curve([NaN, Infinity])), [""]);
});

test("curveSvg() draws one value and equal values in the middle", () => {
  assert.deepEqual(paths(curve([5])), ["M600 120h0", "M600 120h0"]);
  assert.deepEqual(paths(curve([5, 5])), ["M22 120h1156", "M1178 120h0"]);
});

test("curveSvg() places values by their steps", () => {
  assert.deepEqual(paths(curve([0, 1, 0], [0, 10, 100]))[0], "M22 218l116 -196l1040 196");
});

test("curveSvg() stays in its picture, whatever the numbers", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(1.7e308, -1.7e308, 5e-324, -0, NaN));
  const point = fc.tuple(fc.nat(), number);
  fc.assert(fc.property(fc.array(point, { maxLength: 40 }), (points) => {
    const svg = curve(points.map(([, value]) => value), points.map(([step]) => step));
    for (const path of paths(svg)) {
      let [x, y] = [0, 0];
      const parts = path.match(/[Mlhv][-\d ]+/g) ?? [];
      assert.equal(parts.join(""), path);
      for (const part of parts) {
        const [a, b] = part.slice(1).split(" ").map(Number);
        if (part[0] === "M") [x, y] = [a, b];
        else if (part[0] === "v") y += a;
        else [x, y] = [x + a, y + (b ?? 0)];
        assert.ok(x >= 22 && x <= 1178 && y >= 22 && y <= 218, path);
      }
    }
    const finite = points.map(([, value]) => Number.isFinite(value));
    const stretches = finite.filter((is, i) => is && !finite[i - 1]).length;
    assert.equal(paths(svg)[0].match(/M/g)?.length ?? 0, stretches);
  }));
});
