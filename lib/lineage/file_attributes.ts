import type { AttributesInput, ProvStatements } from "../prov/statements.ts";
import type { FileRecord } from "../run/events.ts";

/** What a document says of a file: digest, size, media type and place. */
export function fileAttributes(p: ProvStatements, file: FileRecord): AttributesInput {
  return {
    "schema:sha256": file.sha256,
    "schema:contentSize": file.size === undefined
      ? undefined
      : p.literal(String(file.size), { type: "xsd:long" }),
    "schema:encodingFormat": file.mediaType,
    "prov:location": file.path ?? file.uri,
  };
}
