import {
  type ProvFinding,
  provToJson,
  type Run,
  SinkError,
  textAsset,
  toProv,
  validateProv,
} from "../../mod.ts";
import { nameOf } from "../base/options.ts";

/** The provenance of a run, ready to be sent. */
export interface YprovDocument {
  /** PROV-JSON; each element has a bare `prov:label`, which yProv Explorer shows. */
  readonly text: string;
  /** How many bytes it has as UTF-8. */
  readonly size: number;
  /** Their SHA-256 as 64 hex digits. */
  readonly sha256: string;
}

/** Writes the provenance of a run, checked, as no yProv server checks it.
 *
 * @throws {SinkError} `SINK_CONTENT` where it is not valid
 */
export function yprovDocument(run: Run): YprovDocument {
  const document = toProv(run);
  const wrong = validateProv(document).find((finding: ProvFinding) => finding.severity === "error");
  if (wrong !== undefined) {
    throw new SinkError(
      "SINK_CONTENT",
      `Cannot send the provenance of ${nameOf(run.runId)}: it is not valid: ${wrong.message}`,
      { path: "prov.json", finding: wrong.code },
    );
  }
  const text = provToJson(document);
  const { size, sha256 } = textAsset("prov.json", text);
  return { text, size: size!, sha256: sha256! };
}
