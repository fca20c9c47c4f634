import { SinkError } from "../base/errors.ts";

/** Returns an error without secrets in its message, its details and its cause: a server may repeat
 * what it was sent, and a host's message may show a header.
 *
 * @returns the error itself where it holds none
 */
export function maskSecrets(error: unknown, secrets: readonly string[]): unknown {
  const hidden = secrets.filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const mask = (text: string) =>
    hidden.reduce((masked, secret) => masked.replaceAll(secret, "[hidden]"), text);
  const holds = (value: unknown): boolean =>
    typeof value === "string" ? mask(value) !== value : value instanceof Error &&
      (holds(value.message) || holds(value.stack) || holds(value.cause));
  if (!(error instanceof SinkError)) return error;
  const details = Object.entries(error.details);
  if (!holds(error) && !details.some(([, value]) => holds(value))) return error;
  const shown = details.map(([name, value]) => [
    name,
    typeof value === "string" ? mask(value) : value,
  ]);
  return new SinkError(error.code, mask(error.message), {
    ...Object.fromEntries(shown),
    path: error.path,
    retryable: error.retryable,
  });
}
