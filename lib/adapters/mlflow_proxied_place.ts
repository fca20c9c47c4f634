import { addressOf } from "../destination.ts";

/** Where a proxied owner's files lie. */
export interface _ProxiedPlace {
  /** The part of the server that takes files and parts of them. */
  readonly api: URL;
  /** The address below which the owner's files are. */
  readonly files: URL;
  /** The path of the owner's folder there. */
  readonly folder: string;
}

/** The address behind `mlflow-artifacts:/<path>` or `mlflow-artifacts://<host>/<path>`; `undefined`
 * for another scheme. */
export function _proxiedPlace(base: URL, artifactUri: string): _ProxiedPlace | undefined {
  const [, host, path] = /^mlflow-artifacts:(?:\/\/([^/]*))?\/*(.*)$/i.exec(artifactUri) ?? [];
  if (path === undefined) return undefined;
  const api = new URL(host ? `${base.protocol}//${host}/` : base);
  api.pathname = `${api.pathname.replace(/\/+$/, "")}/api/2.0/mlflow-artifacts`;
  const folder = path.replace(/\/+$/, "");
  return { api, files: addressOf(api, `artifacts/${folder}`), folder };
}
