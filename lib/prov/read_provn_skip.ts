import { END, EQUALS, NAME, OPEN, type ProvNTokens } from "./provn_tokens.ts";
import { isFrameWord } from "./provn_words.ts";

/** Goes on to where the next statement may begin, after one that cannot be read.
 *
 * That is a name before a parenthesis, which no statement holds inside, and a word of the frame,
 * unless it is the value of an attribute. Cost: linear in what is left out.
 */
export function skipStatement(text: string, tokens: ProvNTokens): void {
  for (; tokens.kind !== END; tokens.next()) {
    if (tokens.kind !== NAME) continue;
    if (isFrameWord(text, tokens.start, tokens.end)) {
      if (tokens.previous !== EQUALS) return;
    } else if (tokens.peek() === OPEN) return;
  }
}
