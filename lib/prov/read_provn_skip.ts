import { END, EQUALS, NAME, OPEN, type ProvNTokens } from "./provn_tokens.ts";
import { FRAME } from "./read_provn_statement.ts";

/** Goes on to where the next statement may begin, after one that cannot be read.
 *
 * That is a name before a parenthesis, which no statement holds inside, and a word of the frame,
 * unless it is the value of an attribute. Cost: linear in what is left out.
 */
export function skipStatement(tokens: ProvNTokens): void {
  for (; tokens.kind !== END; tokens.next()) {
    if (tokens.kind !== NAME) continue;
    if (tokens.end - tokens.start <= 11 && FRAME.has(tokens.written())) {
      if (tokens.previous !== EQUALS) return;
    } else if (tokens.peek() === OPEN) return;
  }
}
