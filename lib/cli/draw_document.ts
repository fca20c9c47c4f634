import { type DotOptions, provToDot } from "../../mod.ts";
import { dotToSvg, type Engine } from "../svg.ts";
import type { ProvDocument } from "../prov.ts";
import type { PictureFormat } from "./formats.ts";
import type { Subject } from "./read_subject.ts";

/** How a document is drawn. */
export interface PictureOptions extends DotOptions {
  /** Who places the nodes. */
  readonly engine?: Engine;
  /** The title of the picture. */
  readonly title?: string;
}

/** Draws a document as DOT or SVG, in text. */
export async function drawDocument(
  doc: ProvDocument,
  format: PictureFormat,
  { engine, title, ...options }: PictureOptions = {},
): Promise<string> {
  const dot = provToDot(doc, options);
  return format === "dot" ? dot : await dotToSvg(dot, { engine, title });
}

/** What a picture is called unless its title was given. */
export function titleOf(subject: Subject): string | undefined {
  if (subject.kind !== "runs" || subject.runs.length !== 1) return undefined;
  return `Provenance of ${subject.runs[0].run.name}`;
}
