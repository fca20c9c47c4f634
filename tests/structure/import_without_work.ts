// Imports the entries after every door to the outside was shut: run without any permission.
const shut = (holder: object, name: string) =>
  Object.defineProperty(holder, name, {
    value: () => {
      throw new Error(`An import called ${name}`);
    },
  });

for (const name of ["Module", "Instance", "compile", "instantiate"]) {
  shut(WebAssembly, name);
}
for (const name of ["setTimeout", "setInterval", "fetch", "queueMicrotask"]) {
  shut(globalThis, name);
}
for (const name of ["randomUUID", "getRandomValues"]) shut(crypto, name);
shut(Date, "now");
shut(Math, "random");

// Deno sets the last of these itself, at the first npm package.
const before = new Set([...Object.getOwnPropertyNames(globalThis), "nodeBootstrap"]);
const names = {
  stemma: Object.keys(await import("stemma")),
  "stemma/prov": Object.keys(await import("stemma/prov")),
  "stemma/svg": Object.keys(await import("stemma/svg")),
  "stemma/svg-worker": Object.keys(await import("stemma/svg-worker")),
  "stemma/notebook": Object.keys(await import("stemma/notebook")),
  "stemma/fs": Object.keys(await import("stemma/fs")),
  "stemma/hparams": Object.keys(await import("stemma/hparams")),
  "stemma/host": Object.keys(await import("stemma/host")),
  "stemma/seal": Object.keys(await import("stemma/seal")),
  "stemma/destination": Object.keys(await import("stemma/destination")),
  "stemma/durable-object": Object.keys(await import("stemma/durable-object")),
  "stemma/opfs": Object.keys(await import("stemma/opfs")),
  "stemma/download": Object.keys(await import("stemma/download")),
  "stemma/mlflow": Object.keys(await import("stemma/mlflow")),
  "stemma/s3": Object.keys(await import("stemma/s3")),
  "stemma/tensorboard": Object.keys(await import("stemma/tensorboard")),
  "stemma/tfjs": Object.keys(await import("stemma/tfjs")),
  "stemma/trackio": Object.keys(await import("stemma/trackio")),
  "stemma/checkpoints": Object.keys(await import("stemma/checkpoints")),
  "stemma/uploads": Object.keys(await import("stemma/uploads")),
  "stemma/yprov": Object.keys(await import("stemma/yprov")),
  "stemma/wandb": Object.keys(await import("stemma/wandb")),
  "stemma/yprov4ml": Object.keys(await import("stemma/yprov4ml")),
};
const left = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
if (left.length > 0) throw new Error(`An import left a global behind: ${left}`);
console.log(JSON.stringify(names));
