import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "./vocabulary.ts";

/** A kind of statement as PROV-N writes it. */
export interface ProvNWord {
  /** The word before the parenthesis. */
  readonly word: string;
  readonly kind: ProvKind;
  readonly isElement: boolean;
  /** Whether the grammar gives it neither an identifier nor attributes. */
  readonly isPlain: boolean;
  /** The arguments after the identifier, in order. */
  readonly names: readonly string[];
  /** Which of them are times. */
  readonly isTime: readonly boolean[];
  /** How many of them, the first ones, a statement cannot do without; it has these or all. */
  readonly required: number;
}

/** Finds the kind of statement whose word stands at a place of a text. No word is cut out of the
 * text: there are few of one length. */
export function wordFinder(text: string): (start: number, end: number) => ProvNWord | undefined {
  words ??= wordsByLength();
  const table = words;
  return (start, end) => table[end - start]?.find(({ word }) => text.startsWith(word, start));
}

/** Words by their length. */
let words: (ProvNWord[] | undefined)[] | undefined;

function wordsByLength(): (ProvNWord[] | undefined)[] {
  const table: (ProvNWord[] | undefined)[] = [];
  const add = (word: string, kind: ProvKind) => {
    const { formal: names, required, form } = PROV_KINDS[kind];
    (table[word.length] ??= []).push({
      word,
      kind,
      isElement: form === "element",
      isPlain: form === "plain" && kind !== "mentionOf",
      names,
      isTime: names.map((name) => TIME_ARGUMENTS.has(name)),
      required: required.length,
    });
  };
  for (const kind of Object.keys(PROV_KINDS) as ProvKind[]) add(kind, kind);
  add("prov:mentionOf", "mentionOf");
  return table;
}

/** Tells whether a word that gives a document its frame stands at a place of a text. */
export function isFrameWord(text: string, start: number, end: number): boolean {
  switch (end - start) {
    case 6:
      return text.startsWith("bundle", start);
    case 8:
      return text.startsWith("document", start);
    case 9:
      return text.startsWith("endBundle", start);
    case 11:
      return text.startsWith("endDocument", start);
  }
  return false;
}
