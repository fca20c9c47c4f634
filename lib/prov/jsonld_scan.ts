import { ProvError } from "../base/errors.ts";
import { jsonPointer, type PathStep } from "./json_pointer.ts";
import { type JsonPlace, MAX_JSON_TEXT } from "./json_text.ts";

/** A part of a document that is JSON by itself. */
export interface JsonLdPart {
  /** `head`: a document or a bundle up to its statements, and an empty list of these; `statement`;
   * `tail`: an object with what follows the statements, and one key more, which is empty. */
  readonly kind: "head" | "statement" | "tail";
  /** The part as JSON. */
  readonly text: string;
  /** Where in the whole it begins. */
  readonly place: JsonPlace;
}

/** Cuts a document into statements while its text arrives. */
export interface JsonLdScanner {
  /** Takes the next piece of the text; the one before must be used up. */
  feed(piece: string): void;
  /** The next part; `undefined` where more text is needed. */
  next(): JsonLdPart | undefined;
  /** Says that there is no more text.
   *
   * @throws {ProvError} `PROV_SYNTAX` where the document is not complete
   */
  end(): void;
}

/** Starts to cut a document into its parts, in any layout. Only the brackets are looked at: whether
 * a part is JSON is for its reader to see. What is kept is the part that is being collected.
 *
 * @throws {ProvError} `PROV_SYNTAX`, with `line`, `column` and `path`, from `next()` for what stands
 * between statements or is no document, and for a part longer than {@link MAX_JSON_TEXT}
 */
export function jsonLdScanner(): JsonLdScanner {
  let piece = "";
  let at = 0;
  let line = 1;
  let lineStart = 0;

  let state: State = "before";
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** The lists of statements around this place, by how many statements each has so far. */
  const lists: number[] = [];
  let first = true;

  let collected: string[] = [];
  let size = 0;
  let from = 0;
  let place: JsonPlace = { line: 1, column: 1, path: [] };
  let head = "";
  let tail = "";
  let word = "";
  let wordStart = 0;
  let isGraph = false;

  function path(): PathStep[] {
    return lists.flatMap((count) => ["@graph", count]);
  }

  function fail(reason: string): never {
    const column = at - lineStart + 1;
    const pointer = jsonPointer(path());
    throw new ProvError(
      "PROV_SYNTAX",
      `Cannot read JSON at line ${line}, column ${column}: ${reason}`,
      { line, column, path: pointer },
    );
  }

  function open(prefix: string): void {
    head = prefix;
    collected = [];
    size = 0;
    from = at;
    place = { line, column: at - lineStart + 1 - prefix.length, path: path() };
  }

  function collect(): void {
    size += at - from;
    if (size > MAX_JSON_TEXT) fail(`a statement is longer than ${MAX_JSON_TEXT} characters`);
    collected.push(piece.slice(from, at));
    from = 0;
  }

  function part(kind: JsonLdPart["kind"], end: string): JsonLdPart {
    collect();
    const text = head + (collected.length === 1 ? collected[0] : collected.join("")) + end;
    collected = [];
    return { kind, text, place };
  }

  /** Passes over what stands between parts: `undefined` at the end of the piece. */
  function between(): JsonLdPart | undefined {
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (code === LINE_FEED) newLine();
      if (code === LINE_FEED || code === 0x20 || code === 0x0d || code === 0x09) continue;
      if (state === "after") fail("expected the end");
      if (state === "before" || state === "statement") {
        if (state === "statement" && first && code === CLOSE_LIST) return closeList(), inside();
        if (code !== OPEN_OBJECT) fail('expected "{"');
        open("");
        state = "inside";
        isGraph = false;
        return inside();
      }
      if (code === CLOSE_LIST) return closeList(), inside();
      if (code !== COMMA) fail('expected "," or "]"');
      state = "statement";
      first = false;
    }
    return undefined;
  }

  function closeList(): void {
    lists.pop();
    at++;
    depth--;
    open(TAIL);
    state = "inside";
    tail = TAIL;
    isGraph = false;
  }

  /** Goes on inside a part. */
  function inside(): JsonLdPart | undefined {
    // The members of a document are at depth 1, those of a statement two levels further down.
    const members = 1 + 2 * lists.length;
    const canOpen = lists.length < 2 && tail === "";
    for (; at < piece.length; at++) {
      if (inString) {
        if (!string()) break;
        continue;
      }
      switch (piece.charCodeAt(at)) {
        case QUOTE:
          inString = true;
          word = "";
          wordStart = at + 1;
          break;
        case COLON:
          isGraph = depth === members && canOpen && word === "@graph";
          break;
        case COMMA:
          isGraph = false;
          break;
        case OPEN_OBJECT:
          depth++;
          isGraph = false;
          break;
        case OPEN_LIST:
          depth++;
          if (!isGraph) break;
          at++;
          return openList();
        case CLOSE_OBJECT:
        case CLOSE_LIST:
          if (--depth >= members) break;
          at++;
          return closePart();
        case LINE_FEED:
          newLine();
      }
    }
    collect();
    return undefined;
  }

  function openList(): JsonLdPart {
    const result = part("head", "]}");
    lists.push(0);
    state = "statement";
    first = true;
    return result;
  }

  function closePart(): JsonLdPart {
    const result = part(tail === "" ? "statement" : "tail", "");
    tail = "";
    state = lists.length === 0 ? "after" : "comma";
    if (lists.length > 0) lists[lists.length - 1]++;
    return result;
  }

  /** Goes on inside a string; says whether it ends in this piece. */
  function string(): boolean {
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) {
        inString = false;
        keepWord();
        return true;
      } else if (code === LINE_FEED) newLine();
    }
    keepWord();
    return false;
  }

  function keepWord(): void {
    // Only one word matters, and it is short.
    if (word.length < 8) word += piece.slice(wordStart, Math.min(at, wordStart + 8));
  }

  function newLine(): void {
    line++;
    lineStart = at + 1;
  }

  return {
    feed(text) {
      lineStart -= piece.length;
      piece = text;
      at = 0;
      from = 0;
      wordStart = 0;
    },
    next() {
      return state === "inside" ? inside() : between();
    },
    end() {
      if (state !== "after") fail("the document does not end");
    },
  };
}

/** What comes next: the document, a statement or the end of the list, what follows a statement, more
 * of a part, nothing. */
type State = "before" | "statement" | "comma" | "inside" | "after";

/** The head of an object that is made of what follows the statements. */
const TAIL = '{"":0';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
