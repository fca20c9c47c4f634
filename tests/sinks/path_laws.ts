import assert from "node:assert/strict";
import { refusedPaths, takenPaths } from "./conformance_paths.ts";
import { holds, type Law, refused } from "./harness.ts";
import { fileOf } from "./sink_files.ts";

/** Which paths a sink takes. */
export function pathLaws(law: Law): void {
  law("refuses every path that some disk would not take", async (harness) => {
    for (const [what, path] of refusedPaths) {
      let read = false;
      const file = fileOf(path, "x", { before: () => void (read = true) });
      await refused(harness.sink.put(file), "SINK_PATH", path, what);
      assert.equal(read, false, what);
    }
    assert.deepEqual(await harness.paths(), []);
  });

  law("takes every path that all disks take", async (harness) => {
    for (const path of takenPaths) {
      await harness.sink.put(fileOf(path, `content of ${path}`));
    }
    assert.deepEqual(
      (await harness.paths()).toSorted(),
      takenPaths.toSorted(),
    );
    for (const path of takenPaths) {
      await holds(harness, path, `content of ${path}`);
    }
  });

  law("refuses paths that exclude each other on some disk", async (harness) => {
    const { sink } = harness;
    await sink.put(fileOf("run/Übung.csv", "1"));
    for (
      const path of [
        "run/übung.csv",
        "RUN/ÜBUNG.CSV",
        "run/U\u0308bung.csv",
        "run/Übung.csv/inside",
        "Run",
        "run",
      ]
    ) {
      await refused(sink.put(fileOf(path, "2")), "SINK_PATH", path);
    }
    await holds(harness, "run/Übung.csv", "1");
    assert.deepEqual(await harness.paths(), ["run/Übung.csv"]);
  });
}
