import process from "node:process";

/** The variables that hold a secret: no line that is written shows what they say. */
const SECRETS: readonly string[] = [
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "GOOGLE_OAUTH_ACCESS_TOKEN",
  "MLFLOW_TRACKING_PASSWORD",
  "MLFLOW_TRACKING_TOKEN",
  "STEMMA_HTTP_AUTHORIZATION",
  "TRACKIO_WRITE_TOKEN",
  "YPROV_TOKEN",
  "AUTHORIZATION_TOKEN",
];

/** A shorter value would be found in any text. */
const LEAST_SECRET = 6;

/** What a variable of the environment says; `undefined` where it is not set, or empty. */
export function variable(...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = process.env[name];
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** A text in which no secret of the environment stands. */
export function withoutSecrets(text: string): string {
  let safe = text;
  for (const name of SECRETS) {
    const value = variable(name);
    if (value !== undefined && value.length >= LEAST_SECRET) safe = safe.replaceAll(value, "***");
  }
  return safe;
}
