import { extname } from "node:path";
import { InvalidArgumentError, Option } from "commander";

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

/** What the library calls the formats of documents. */
const LIBRARY_NAMES: Readonly<Record<string, DocumentFormat>> = {
  "prov-json": "json",
  "prov-n": "provn",
  "prov-jsonld": "jsonld",
};

/** An option that takes one of some formats, by its extension or by its name in the library. */
export function formatOption<Format extends string>(
  flags: string,
  description: string,
  formats: readonly Format[],
): Option {
  return new Option(flags, description).choices(formats).argParser((name: string): Format => {
    const wanted = Object.hasOwn(LIBRARY_NAMES, name) ? LIBRARY_NAMES[name] : name;
    const format = formats.find((each) => each === wanted);
    if (format !== undefined) return format;
    const names = [...formats, ...Object.keys(LIBRARY_NAMES)];
    throw new InvalidArgumentError(`Allowed choices are ${names.join(", ")}.`);
  });
}

/** The option that names the format of what is read. */
export function fromOption(): Option {
  const description = "format of the input, where its name does not tell it";
  return formatOption("--from <format>", description, DOCUMENT_FORMATS);
}
