// Has tests say why they are skipped, where the runtime's own report does not: deno test --preload
import { registerHooks } from "node:module";

const telling = new URL("./telling.ts", import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "node:test" && context.parentURL !== telling
      ? { url: telling, shortCircuit: true }
      : next(specifier, context),
});
