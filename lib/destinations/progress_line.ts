import { sizeText } from "../base/human.ts";
import type { UploadProgress } from "./uploads.ts";

/** Says in one line how far uploads are, for a terminal.
 *
 * @example
 * ```ts
 * import { progressLine } from "stemma/uploads";
 * import assert from "node:assert/strict";
 * const progress = { sent: 0, events: 9, files: 12, bytes: 2 ** 20, waiting: { files: 8, bytes: 2 ** 21 } };
 * assert.equal(progressLine(progress), "12 of 20 files, 1.0 MiB of 3.0 MiB");
 * ```
 */
export function progressLine({ files, bytes, waiting }: UploadProgress): string {
  return `${files} of ${files + waiting.files} files, ` +
    `${sizeText(bytes)} of ${sizeText(bytes + waiting.bytes)}`;
}
