import { contentLaws } from "./content_laws.ts";
import { type Harness, lawsOf, type Traits } from "./harness.ts";
import { lifeLaws } from "./life_laws.ts";
import { pathLaws } from "./path_laws.ts";

/** Runs the rules of every sink against one kind of sink.
 *
 * A new sink earns its place by passing them; what it may do in its own way is in its traits.
 */
export function conformSink(
  name: string,
  traits: Traits,
  makeHarness: () => Promise<Harness>,
): void {
  const law = lawsOf(name, makeHarness);
  pathLaws(law);
  contentLaws(law, traits);
  lifeLaws(law, traits);
}
