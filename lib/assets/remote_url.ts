import { maskSecrets } from "./mask_secret.ts";

/** Takes the credentials out of the address of a git remote.
 *
 * Of an `http` address user and password go, for a token may stand in either place; of others,
 * such as `ssh://git@host/path`, only the password. `git@host:path` and paths stay.
 *
 * @see git-fetch(1), "GIT URLS"
 */
export function _withoutCredentials(address: string): string {
  const [, scheme, after] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(address) ?? [];
  if (scheme === undefined) return maskSecrets(address.replace(/^[^/:@]+:[^/@]+@/, ""));
  const authority = /^[^/?#]*/.exec(after)![0];
  // A password with a slash in it ends later than the rule says: then the port is no number.
  const odd = !authority.includes("@") && /:[^:\]]*[^0-9:\]][^:\]]*$/.test(authority);
  const at = (odd ? after : authority).lastIndexOf("@");
  const name = at < 0 ? "" : after.slice(0, at).split(":", 1)[0];
  const kept = /^https?:/i.test(scheme) || name === "" ? "" : `${name}@`;
  return maskSecrets(scheme + kept + after.slice(at + 1));
}
