import { concat } from "../base/bytes.ts";
import { SinkError } from "../../mod.ts";
import { addressOf, type VerifiedFile } from "../destination.ts";
import { _member } from "./mlflow_answers.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { type _FileOwner, _listSizes } from "./mlflow_file_sizes.ts";
import { _proxiedPlace } from "./mlflow_proxied_place.ts";
import { _PART_BYTES, _putInParts } from "./mlflow_parts.ts";

/** The place that a server has for files. */
export interface _FileStore {
  /** Stores a file, whole or not at all; replaces what had its path. */
  put(file: VerifiedFile, signal?: AbortSignal): Promise<void>;
  /** The sizes of the files that lie in a folder, by their paths. */
  sizes(folder: string, signal?: AbortSignal): Promise<Map<string, number>>;
}

/** Files of more bytes are streamed, not held. */
const STREAM_ABOVE = 2 ** 24;

/** Files of more bytes go in parts where the server has a store behind it that takes those. */
const PARTS_ABOVE = 4 * _PART_BYTES;

/** Opens the place that a server has for the files of an owner: the server itself
 * (`mlflow-artifacts:`), or an object store of which it signs addresses, so that no key is needed
 * here.
 *
 * @param takesParts asked once, for the first long file: whether the proxied store takes parts
 * @throws {SinkError} `SINK_IO` where they would lie on the server's own disk
 */
export function _openFileStore(
  client: _MlflowClient,
  owner: _FileOwner,
  takesParts: () => Promise<boolean>,
): _FileStore {
  const sizes = (folder: string, signal?: AbortSignal) => _listSizes(client, owner, folder, signal);
  const proxy = _proxiedPlace(client.base, owner.artifactUri);
  if (proxy !== undefined) {
    return {
      sizes,
      async put(file, signal) {
        if (file.size > PARTS_ABOVE && await takesParts()) {
          return await _putInParts(client.http, proxy, file, signal);
        }
        const url = addressOf(proxy.files, file.path);
        await send(client, file, { url, streams: file.size > STREAM_ABOVE }, signal);
      },
    };
  }
  if (/^(s3|r2|gs|wasbs?|abfss?):/i.test(owner.artifactUri)) {
    return {
      sizes,
      async put(file, signal) {
        const { url, headers } = await signedPlace(client, owner, file.path, signal);
        const streams = file.size > STREAM_ABOVE && sendsLength();
        await send(client, file, { url, headers, streams }, signal);
      },
    };
  }
  throw new SinkError(
    "SINK_IO",
    `Cannot put artifacts: MLflow keeps them in "${owner.artifactUri}", which no request reaches; ` +
      "start the server with artifact proxying: --artifacts-destination <folder>, without " +
      "--no-serve-artifacts, and push into a new experiment, as an old one keeps its place",
    { path: "artifacts", artifactUri: owner.artifactUri },
  );
}

async function signedPlace(
  client: _MlflowClient,
  { kind, id }: _FileOwner,
  path: string,
  signal?: AbortSignal,
): Promise<{ url: URL; headers: Record<string, string> }> {
  const answer = await client.call({
    path,
    doing: "get an address for",
    call: "artifacts/presigned-upload-url",
    body: JSON.stringify({ [`${kind}_id`]: id, path }),
    signal,
  });
  const { presigned_url, headers } = _member(answer.json());
  const url = URL.parse(String(presigned_url));
  if (url === null || !/^https?:$/.test(url.protocol)) {
    const message = `Cannot put "${path}": MLflow's answer has no address for it`;
    throw new SinkError("SINK_ANSWER", message, { path });
  }
  const pairs = Object.entries(_member(headers)).map(([name, value]) => [name, String(value)]);
  return { url, headers: Object.fromEntries(pairs) };
}

async function send(
  { http }: _MlflowClient,
  file: VerifiedFile,
  { url, headers, streams }: {
    readonly url: URL;
    readonly headers?: Readonly<Record<string, string>>;
    readonly streams: boolean;
  },
  signal?: AbortSignal,
): Promise<void> {
  const { path, size } = file;
  const stream = { size, pieces: (signal?: AbortSignal) => file.pieces(signal) };
  const content = streams ? { stream } : { body: await bytesOf(file, signal) };
  await http.request({ path, doing: "put", method: "PUT", url, headers, ...content, signal });
}

async function bytesOf(file: VerifiedFile, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces(signal)) pieces.push(piece);
  return concat(pieces);
}

/** Whether the host sends the length of what it streams: object stores want it before the content,
 * and some break the connection where they do not get it. */
function sendsLength(): boolean {
  return /^(Node\.js|Bun)\//.test(globalThis.navigator?.userAgent ?? "");
}
