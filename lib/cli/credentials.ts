import { CommandError } from "./exit_code.ts";
import { variable } from "./secrets.ts";

/** What a variable says that has to be set.
 *
 * @throws {CommandError} where it is not
 */
export function neededVariable(name: string, place: string, hint = ""): string {
  const value = variable(name);
  if (value !== undefined) return value;
  throw new CommandError(`Cannot open ${place}: set ${name} in the environment${hint}`);
}

/** Refuses a user or password in an address: whoever lists processes, or reads what a shell keeps,
 * would see them.
 *
 * @throws {CommandError}
 */
export function refuseUser(address: string, place: string, instead: string): void {
  if (!/^[^:]*:(\/\/)?[^/?#]*@/.test(address)) return;
  throw new CommandError(
    `Cannot open ${place}: give no user or password in an address; set ${instead} instead`,
  );
}
