import { decodeText, readBytes } from "./read_input.ts";

/** The text of a small file, such as a key, or of stdin for `-`.
 *
 * @throws {CommandError} where it cannot be read, or is no text
 */
export async function readText(path: string): Promise<string> {
  return decodeText(path, await readBytes(path)).trim();
}
