import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { needsFakeGcs, startFakeGcsServer } from "../servers/fake_gcs.ts";
import { withSavedRuns } from "./saved_runs.ts";
import { stemmaLater } from "./stemma.ts";

test(
  "a run goes into a bucket of Google's and comes back",
  needsFakeGcs,
  () =>
    withSavedRuns(["run-1", "run-2"], async ({ folder }) => {
      const server = await startFakeGcsServer(["team"]);
      const env = { STORAGE_EMULATOR_HOST: server.url, GOOGLE_OAUTH_ACCESS_TOKEN: "ya29.secret" };
      const outputs: string[] = [];
      const stemma = async (...args: string[]) => {
        const { code, stdout, stderr } = await stemmaLater(args, { env });
        outputs.push(stdout, stderr);
        return { code, stdout, stderr };
      };
      try {
        assert.equal((await stemma("push", folder, "gs://team/all", "--json")).code, 0);
        const verdicts = JSON.parse((await stemma("verify", "gs://team/all", "--json")).stdout);
        const places = ["run-1", "run-2"].map((id) => `gs://team/all/digits/${id}`);
        assert.deepEqual(
          verdicts.map((verdict: { run: string; ok: boolean }) => [verdict.run, verdict.ok]),
          places.map((place) => [place, true]),
        );
        const several = await stemma("pull", "gs://team/all", join(folder, "pulled"));
        assert.equal(several.code, 2);
        assert.match(several.stderr, /one run was expected, it holds several/);
        assert.equal((await stemma("pull", places[1], join(folder, "pulled"))).code, 0);
        assert.equal((await stemma("verify", join(folder, "pulled"))).code, 0);
        assert.ok(!outputs.some((text) => text.includes("ya29.secret")));
      } finally {
        await server.stop();
      }
    }),
);
