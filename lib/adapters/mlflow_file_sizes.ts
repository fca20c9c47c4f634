import { _member } from "./mlflow_answers.ts";
import type { _MlflowClient } from "./mlflow_client.ts";

/** Whose files are meant: a run's or a logged model's. */
export interface _FileOwner {
  readonly kind: "run" | "model";
  /** The server's id. */
  readonly id: string;
  /** Where the server says that the files go. */
  readonly artifactUri: string;
}

/** The most pages of a listing that are asked for. */
const MAX_PAGES = 1000;

/** The sizes of the files that lie in a folder at the server, by their paths. */
export async function _listSizes(
  client: _MlflowClient,
  { kind, id }: _FileOwner,
  folder: string,
  signal?: AbortSignal,
): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  const query = new URLSearchParams(
    kind === "run" ? { run_id: id, path: folder } : { artifact_directory_path: folder },
  );
  // An empty folder is the top, and MLflow takes an empty path for none.
  if (folder === "") query.delete(kind === "run" ? "path" : "artifact_directory_path");
  for (let page = 0; page < MAX_PAGES; page++) {
    const call = kind === "run"
      ? `artifacts/list?${query}`
      : `logged-models/${encodeURIComponent(id)}/artifacts/directories?${query}`;
    const path = folder === "" ? "artifacts" : folder;
    const answer = _member((await client.call({ path, doing: "list", call, signal })).json());
    for (const file of Array.isArray(answer.files) ? answer.files : []) {
      const { path, is_dir, file_size } = _member(file);
      // Of an empty file the size is left out.
      if (is_dir !== true) sizes.set(String(path), Number(file_size ?? 0));
    }
    if (typeof answer.next_page_token !== "string" || answer.next_page_token === "") break;
    query.set("page_token", answer.next_page_token);
  }
  return sizes;
}
