import { SealError } from "../base/errors.ts";
import { fromUtf8 } from "../base/bytes.ts";
import { modelStates, readStates } from "./model_states.ts";
import { STATES } from "./seal_parts.ts";
import { sealBytes, type Sealing } from "./sealing.ts";

/** Verifies the chain of the states of models: each refers to the one before, and they are those
 * that the log tells of. */
export function verifyStates(sealing: Sealing): void {
  const { log, report } = sealing;
  const path = STATES;
  const bytes = sealBytes(sealing, path);
  if (bytes === undefined) return;
  try {
    const { broken } = readStates(bytes);
    if (broken !== undefined) {
      const message = `State ${broken} does not refer to the one before it`;
      return report({ code: "state-chain-broken", message, path, index: broken });
    }
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return report({ code: "seal-malformed", message: error.message, path });
  }
  if (log === undefined) return;
  const told = modelStates(log.run);
  const lines = fromUtf8(bytes).slice(0, -1).split("\n");
  const index = lines.findIndex((line, i) => line !== told[i]);
  if (index === -1) return;
  report({
    code: "state-chain-broken",
    message: `State ${index} is not the one that the log tells of`,
    path,
    index,
    expected: told[index],
    actual: lines[index],
  });
}
