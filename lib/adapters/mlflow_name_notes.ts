import type { _MlflowNames } from "./mlflow_names.ts";
import { _MAX_TAG } from "./mlflow_texts.ts";

/** The tags that say what is called otherwise at MLflow: JSON of a list of `[kind, name at MLflow,
 * key, context, source]`, over as many tags as it takes. */
export function _nameNotes(
  names: Readonly<Record<string, Pick<_MlflowNames, "changed">>>,
): [tag: string, text: string][] {
  const lists: string[][] = [[]];
  let length = 0;
  for (const [kind, { changed }] of Object.entries(names)) {
    for (const { named: { key, context, source }, sent } of changed) {
      const note = JSON.stringify([kind, sent, key, context, source]);
      // The log has what no tag can hold.
      if (note.length > _MAX_TAG - 2) continue;
      if (length + note.length > _MAX_TAG - 2) {
        lists.push([]);
        length = 0;
      }
      lists[lists.length - 1].push(note);
      length += note.length + 1;
    }
  }
  return lists.map((notes, i) => [
    i === 0 ? "stemma.names" : `stemma.names.${i + 1}`,
    `[${notes.join(",")}]`,
  ]);
}
