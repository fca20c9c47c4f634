import { extname } from "node:path";
import { Option } from "commander";

/** The formats of a PROV document, by the extension that each has. */
export const DOCUMENT_FORMATS = ["json", "provn", "jsonld"] as const;
/** The formats of a picture. */
export const PICTURE_FORMATS = ["svg", "dot"] as const;

/** A format of a PROV document. */
export type DocumentFormat = typeof DOCUMENT_FORMATS[number];
/** A format of a picture. */
export type PictureFormat = typeof PICTURE_FORMATS[number];

const OTHER_EXTENSIONS: Readonly<Record<string, string>> = { asn: "provn", gv: "dot", pn: "provn" };

/** The format that a path's extension names among those given, or `undefined`. */
export function formatOfPath<Format extends string>(
  path: string,
  formats: readonly Format[],
): Format | undefined {
  const extension = extname(path).slice(1).toLowerCase();
  const format = Object.hasOwn(OTHER_EXTENSIONS, extension)
    ? OTHER_EXTENSIONS[extension]
    : extension;
  return formats.find((each) => each === format);
}

/** Tells the format of a document from how its text begins. */
export function sniffFormat(text: string): DocumentFormat | undefined {
  const start = text.slice(0, 65536).replace(/^\ufeff/, "").trimStart();
  // The first key of PROV-JSONLD is a keyword of JSON-LD; no key of PROV-JSON begins so.
  if (/^\{\s*"@|^\[/.test(start)) return "jsonld";
  if (start.startsWith("{")) return "json";
  return /^(?:document\b|\/\/|\/\*)/.test(start) ? "provn" : undefined;
}

/** The option that names the format of what is read. */
export function fromOption(): Option {
  return new Option("--from <format>", "format of the input, where its name does not tell it")
    .choices(DOCUMENT_FORMATS);
}
