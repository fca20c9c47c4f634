import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { xmlTexts } from "./xml_text.ts";

/** What to do about a refusal, by the code that the store gives it. */
const REMEDIES: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: "the secret access key is not the one of this access key id",
  InvalidAccessKeyId: "the store does not know this access key id",
  XAdminUserNotFound: "the store does not know this access key id",
  RequestTimeTooSkewed: "the clock of this computer is off by more than 15 minutes; set it",
  AuthorizationHeaderMalformed: "the bucket lies in another region; name it",
  ExpiredToken: "the session token has expired; get new keys",
  InvalidToken: "the session token is not valid; get new keys",
  AccessDenied: "these keys may not do this in this bucket",
  NoSuchBucket: "there is no such bucket; make it first, or name another one",
  PermanentRedirect: "the bucket lies in another region; name its region and endpoint",
  EntityTooLarge: "the file is larger than the store takes",
};

/** Refusals that pass: someone else is at the same object, or bytes were lost on the way. */
const PASSING: readonly string[] = [
  "ConditionalRequestConflict",
  "OperationAborted",
  "RequestTimeout",
  "BadDigest",
  "XAmzContentSHA256Mismatch",
  "InternalError",
  "SlowDown",
];

/** An error as S3 explains it: with its code as `reason`, and what to do.
 *
 * The answer itself is left out where it is S3's: some repeat the session token.
 *
 * @see Amazon S3 API Reference, "Error responses"
 */
export function explainS3(error: unknown, doing: string): unknown {
  if (!(error instanceof SinkError) || error.code !== "SINK_HTTP") return error;
  const { path, details } = error;
  const body = String(details.body ?? "");
  const [reason] = xmlTexts(body, "Code");
  if (reason === undefined) return details.status === 403 ? forbidden(error, doing) : error;
  return s3Error({ ...details, path, status: details.status, body }, doing);
}

/** The error that S3 tells of in the body of an answer. */
export function s3Error(
  answer: { readonly path: string; readonly status: unknown; readonly body: string },
  doing: string,
): SinkError {
  const { path, status, body } = answer;
  const [reason = "no reason"] = xmlTexts(body, "Code");
  const said = xmlTexts(body, "Message")[0] ?? "";
  const told = REMEDIES[reason] ?? JSON.stringify(said);
  return new SinkError(
    "SINK_HTTP",
    `Cannot ${doing} ${nameOf(path)}: the store answered ${status} ${reason}: ${told}`,
    { ...answer, path, reason, body: said, retryable: isPassing(answer, reason) },
  );
}

function isPassing(answer: object, reason: string): boolean {
  return PASSING.includes(reason) || (answer as { retryable?: boolean }).retryable === true;
}

/** An answer to `HEAD` has no body. */
function forbidden(error: SinkError, doing: string): SinkError {
  const { path, details } = error;
  return new SinkError(
    "SINK_HTTP",
    `Cannot ${doing} ${
      nameOf(path)
    }: the store answered 403: the keys are wrong or may not do this`,
    { ...details, path },
  );
}

/** Whether a refusal passes that is no matter of the status alone. */
export function isPassingRefusal(error: unknown): error is SinkError {
  return error instanceof SinkError && PASSING.includes(String(error.details.reason));
}
