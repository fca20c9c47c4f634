// A page that uses the library when it is told to.
import { loadCore, runFromSource, startRun } from "stemma";
import { fsSink, readRun } from "stemma/fs";
import { s3Source } from "stemma/s3";
import { renderSvg } from "stemma/svg";
import { useLibrary } from "./use_library.ts";

const refusal = ({ name, code, message }: { name: string; code?: string; message: string }) =>
  `${name} ${code}: ${message}`;

const bucket = {
  bucket: "runs",
  endpoint: location.origin,
  accessKeyId: "example-key",
  secretAccessKey: "example-secret",
};

Object.assign(globalThis, {
  useLibrary: () => useLibrary(location.origin),
  refusals: async () => ({
    fsSink: await Promise.resolve("runs").then(fsSink).then(String, refusal),
    readRun: await readRun("runs/r1").then(String, refusal),
    s3Source: await runFromSource(s3Source(bucket)).then(String, refusal),
    loadCore: await loadCore().then(String, refusal),
  }),
  /** Draws into the page; gives the width that the picture has there. */
  draw: async () => {
    document.body.innerHTML = await renderSvg(startRun({ experiment: "digits" }));
    return document.querySelector("svg")!.getBoundingClientRect().width;
  },
});
