import { toBase64 } from "../base/base64.ts";
import { utf8 } from "../base/bytes.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkAddress, type HttpClientOptions, type HttpRequest } from "../destination.ts";
import type { Model, RetryOptions } from "../../mod.ts";

/** How an MLflow server is spoken to. */
export interface MlflowOptions {
  /** The token of an account, sent as `Authorization: Bearer`. */
  readonly token?: string;
  /** The name of an account, in place of a token; sent with `password` as `Authorization: Basic`. */
  readonly username?: string;
  /** The password of that account; the files of runs on MLflow's own accounts want ASCII alone. */
  readonly password?: string;
  /** The experiment at the server, of at most 500 characters.
   *
   * @default {the experiment of each run} */
  readonly experiment?: string;
  /** Draws the graph that goes with the files of an ended run as `prov.svg`, such as `dotToSvg` of
   * `stemma/svg`. */
  readonly svg?: (dot: string) => Promise<string>;
  /** The name in the model registry that every model of a run is registered under, or a function
   * that gives one, or `undefined`, for each: models that the run made become versions of it, with
   * the aliases of the artifacts that have the same bytes.
   *
   * @default {none is registered} */
  readonly register?: string | ((model: Model) => string | undefined);
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
}

const OPTIONS = [
  "token",
  "username",
  "password",
  "experiment",
  "svg",
  "register",
  "fetch",
  "retry",
];

/** The most characters of an experiment's name. */
export const _MAX_EXPERIMENT = 500;

/** Reads the address and the options of `mlflow()`.
 *
 * @throws {TypeError} for unknown options and values of the wrong type; no message shows a secret
 * @throws {RangeError} for a name that is too long
 */
export function _readMlflowOptions(
  url: unknown,
  options: MlflowOptions = {},
): {
  base: URL;
  experiment: string | undefined;
  svg: MlflowOptions["svg"];
  register: MlflowOptions["register"];
  http: HttpClientOptions;
} {
  checkOptions("mlflow()", options, OPTIONS);
  const { experiment, svg, register, fetch, retry } = options;
  if (experiment !== undefined && (typeof experiment !== "string" || experiment === "")) {
    throw refuse(`experiment must be a string that is not empty, got ${nameOf(experiment)}`);
  }
  if ((experiment?.length ?? 0) > _MAX_EXPERIMENT) {
    throw new RangeError(
      `Cannot call mlflow(): experiment must have at most ${_MAX_EXPERIMENT} characters`,
    );
  }
  if (svg !== undefined && typeof svg !== "function") {
    throw refuse(`svg must be a function, got ${nameOf(svg)}`);
  }
  if (register !== undefined && typeof register !== "function" && typeof register !== "string") {
    throw refuse(`register must be a string or a function, got ${nameOf(register)}`);
  }
  const { authorization, secrets } = readAccount(options);
  const base = checkAddress("mlflow()", url);
  // Files go to addresses of object stores as well, which are signed: they get no account.
  const headers = ({ url }: HttpRequest): HeadersInit =>
    authorization === undefined || url.origin !== base.origin ? {} : { authorization };
  return {
    base,
    experiment,
    svg,
    register,
    http: {
      headers,
      secrets,
      ...(fetch !== undefined && { fetch }),
      ...(retry !== undefined && { retry }),
    },
  };
}

function readAccount(
  { token, username, password }: MlflowOptions,
): { authorization?: string; secrets: string[] } {
  for (const [name, value] of Object.entries({ token, username, password })) {
    if (value !== undefined && typeof value !== "string") throw refuse(`${name} must be a string`);
  }
  if (token !== undefined) {
    if (username !== undefined || password !== undefined) {
      throw refuse("give a token, or username and password, not both");
    }
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw refuse("the token must be visible ASCII characters without a space");
    }
    return { authorization: `Bearer ${token}`, secrets: [token] };
  }
  if (username === undefined && password === undefined) return { secrets: [] };
  if (username === undefined || username.includes(":")) {
    throw refuse("a password needs a username, which has no colon");
  }
  const pair = toBase64(utf8(`${username}:${password ?? ""}`));
  return { authorization: `Basic ${pair}`, secrets: [pair, password ?? ""] };
}

function refuse(reason: string): TypeError {
  return new TypeError(`Cannot call mlflow(): ${reason}`);
}
