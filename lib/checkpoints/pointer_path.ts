import { checkName } from "../base/value.ts";
import { parseTemplate } from "./template.ts";

/** Where the pointer file of a name lies.
 *
 * @throws {TypeError} {RangeError} where the template is none
 */
export function pointerPath(template: string = "{name}-latest.json"): (name: string) => string {
  const fill = parseTemplate(template, "the name of the pointer file", ["name"]);
  return (name) => fill({ name: checkName(name, "a checkpoint: name") });
}
