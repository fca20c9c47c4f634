import { invalid, Refused } from "./fake_mlflow_checks.ts";

/** The files of runs that a fake server holds, by the server's id of the run, by path. */
export type FakeFiles = Map<string, Map<string, Uint8Array>>;

const PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

/** Takes a file as the proxy of a server does; `undefined` where something else is asked.
 *
 * It refuses what the real one takes though no run could have it, and so would never show it.
 */
export async function putFile(
  files: FakeFiles,
  pathname: string,
  init: RequestInit,
): Promise<Response | undefined> {
  if (init.method !== "PUT" || !pathname.startsWith(PROXY)) return undefined;
  const encoded = pathname.slice(PROXY.length);
  const segments = encoded.split("/").map(decodeURIComponent);
  const [, run, artifacts, ...rest] = segments;
  if (!files.has(run) || artifacts !== "artifacts" || rest.length === 0) {
    throw new Refused("RESOURCE_DOES_NOT_EXIST", `no run has ${encoded}`, 404);
  }
  if (rest.some((segment) => /^\.{0,2}$|[#\\%/]/.test(segment))) throw invalid("path", encoded);
  const bytes = new Uint8Array(await new Response(init.body).arrayBuffer());
  files.get(run)!.set(rest.join("/"), bytes);
  return new Response(null);
}

/** What lies in a folder, as `artifacts/list` tells it. */
export function listFiles(files: FakeFiles, query: URLSearchParams): unknown {
  const folder = query.get("path") ?? "";
  if (query.has("path") && folder === "") throw invalid("path", "it is empty");
  const start = folder === "" ? "" : `${folder}/`;
  const found = new Map<string, { path: string; is_dir: boolean; file_size?: number }>();
  for (const [path, { length }] of files.get(query.get("run_id")!) ?? []) {
    if (!path.startsWith(start)) continue;
    const [name, ...below] = path.slice(start.length).split("/");
    const is_dir = below.length > 0;
    const size = is_dir || length === 0 ? {} : { file_size: length };
    found.set(name, { path: start + name, is_dir, ...size });
  }
  return found.size === 0 ? {} : { files: [...found.values()] };
}
