import { artifacts, bytesAsset, models, type Run, type SinkFile } from "../../mod.ts";
import { toBase64 } from "../base/base64.ts";
import { toHex, utf8 } from "../base/bytes.ts";
import { createNames } from "../destination.ts";
import { _md5 } from "./md5.ts";
import { type _Fields, _integerField, _messageField, _textField } from "./protobuf.ts";

/** The storage that W&B's manifests name, and how it lays files out. */
const POLICY = "wandb-storage-policy-v1";

/** What a version of an artifact needs to be one at W&B. */
interface Version {
  readonly name: string;
  readonly version: string;
  readonly type: "file" | "model";
  readonly aliases: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly file: SinkFile;
}

/** The digest of an artifact at W&B: of the MD5 of each of its files, by path. */
export function _artifactDigest(files: ReadonlyMap<string, string>): string {
  const lines = [...files].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([path, digest]) => `${path}:${digest}\n`);
  return toHex(_md5(utf8(`wandb-artifact-manifest-v1\n${lines.join("")}`)));
}

/** The records by which the versions that a run made become W&B's artifacts, and the copies that
 * they hold. What went into the run is none of them: W&B would take it for made here.
 *
 * Cost: reads each of these copies whole, one at a time.
 *
 * @param root the folder that the copies are read from when the run is sent, with a `/` at its end
 */
export function _artifactRecords(
  run: Run,
  copies: readonly SinkFile[],
  place: { readonly id: string; readonly entity?: string; readonly project: string },
  root: string,
): { records: _Fields[]; held: Set<string> } {
  const names = createNames({ allowed: (letter) => /[\w.-]/.test(letter), maxLength: 128 });
  const versions = versionsOf(run, copies);
  const records = versions.map((version) => {
    const { file } = version;
    const path = file.path.slice(file.path.lastIndexOf("/") + 1);
    const digest = toBase64(_md5(file.bytes()));
    const idOf = (what: string) => {
      const text = JSON.stringify([run.namespace, run.experiment, run.runId, version.name, what]);
      return bytesAsset("id", utf8(text)).sha256;
    };
    return _messageField(
      8,
      _textField(1, place.id),
      _textField(2, place.project),
      ...(place.entity === undefined ? [] : [_textField(3, place.entity)]),
      _textField(4, version.type),
      _textField(5, names.to(version.name)),
      _textField(6, _artifactDigest(new Map([[path, digest]]))),
      _textField(8, JSON.stringify(version.facts)),
      ...[...version.aliases, "latest"].map((alias) => _textField(11, alias)),
      _messageField(
        12,
        _integerField(1, 1),
        _textField(2, POLICY),
        _messageField(3, _textField(1, "storageLayout"), _textField(2, '"V2"')),
        _messageField(
          4,
          _textField(1, path),
          _textField(2, digest),
          _integerField(4, file.size),
          _textField(5, file.mediaType),
          _textField(6, root + file.path),
        ),
      ),
      _integerField(14, true),
      _textField(15, idOf(version.version) + idOf(`${version.version} `)),
      _textField(16, idOf("") + idOf(" ")),
    );
  });
  return { records, held: new Set(versions.map(({ file }) => file.path)) };
}

function versionsOf(run: Run, copies: readonly SinkFile[]): Version[] {
  const files = new Map(copies.map((file) => [file.path, file]));
  const made = [
    ...artifacts(run).map((item) => ({ ...item, type: "file" as const })),
    ...models(run).map((item) => ({ ...item, type: "model" as const, aliases: [] })),
  ];
  return made.flatMap(
    ({ name, version, type, aliases, direction, path, sha256, step, context }) => {
      const file = files.get(path ?? "");
      if (file === undefined || version === undefined || direction === "input") return [];
      return [{
        name,
        version,
        type,
        aliases,
        facts: { name, version, sha256, step, context },
        file,
      }];
    },
  );
}
