import {
  bytesAsset,
  logArtifact,
  logDataset,
  logModel,
  logSource,
  type Run,
  saveModelVersion,
  type SourceDescription,
} from "../../mod.ts";
import { _assetOf, _uriOf } from "./yprov4ml_asset.ts";
import type { _Clock } from "./yprov4ml_clock.ts";
import { _describeDataset, _describeModel } from "./yprov4ml_describe.ts";
import { _baseOf } from "./yprov4ml_files.ts";
import { _noteIn } from "./yprov4ml_repair.ts";
import type { _Source } from "./yprov4ml_source.ts";
import type { _Span } from "./yprov4ml_span.ts";
import type { _ThingFacts } from "./yprov4ml_things.ts";
import { _nameFrom } from "./yprov4ml_value.ts";

/** Logs artifacts, models and datasets; the versions of a model in the order of their numbers. */
export async function _writeThings(
  run: Run,
  source: _Source,
  things: readonly _ThingFacts[],
  span: _Span,
  clock: _Clock,
): Promise<Run> {
  const turns = new Map<string, _ThingFacts[]>();
  for (const thing of things) {
    if (thing.version === undefined) continue;
    const list = turns.get(thing.name);
    if (list === undefined) turns.set(thing.name, [thing]);
    else list.push(thing);
  }
  // The last of a list is the first in turn.
  for (const list of turns.values()) list.reverse().sort((a, b) => b.version! - a.version!);
  for (const each of things) {
    // Where a version stands in the document, the one of its model whose turn it is is logged.
    const thing = each.version === undefined ? each : turns.get(each.name)!.pop()!;
    // What has no time of its own: an input was there from the start, an output at the end.
    clock.time = thing.time ?? (thing.direction === "input" ? span.start : span.last);
    run = await writeThing(run, source, thing);
  }
  const untimed = things.filter(({ time }) => time === undefined).length;
  if (untimed > 0) {
    const message = `${untimed} files have no time: inputs get the run's start, outputs its end`;
    source.note("", "missing-time", message);
  }
  clock.time = span.last;
  return run;
}

async function writeThing(run: Run, source: _Source, thing: _ThingFacts): Promise<Run> {
  const { kind, name, version, direction, time, written, attributes, place } = thing;
  const { context, step, source: from } = place;
  const here = context === undefined ? {} : { context };
  if (kind === "dataset") {
    const described = _describeDataset(name, attributes);
    const uri = written === undefined ? {} : { uri: _uriOf(written) };
    return logDataset(run, { ...described, ...uri }, { label: name, direction, ...here });
  }
  const asset = written === undefined ? undefined : await _assetOf(source, { ...thing, written });
  const at = {
    ...here,
    ...(step !== undefined && { step }),
    ...(time !== undefined && { timestamp: time }),
  };
  if (kind === "model") {
    const model = {
      ..._describeModel(name, attributes),
      ...(asset !== undefined && { weights: asset }),
    };
    return version === undefined
      ? logModel(run, model, { name, direction, ...here })
      : saveModelVersion(run, model, { name, ...at });
  }
  if (asset === undefined) return run;
  const facts = from === undefined ? attributes : { ...attributes, source: from };
  return logArtifact(run, asset, { name, direction, ...at, attributes: facts });
}

/** Logs the files of the folder that nothing else stands for, and the document itself. */
export async function _writeRest(
  run: Run,
  source: _Source,
  rest: readonly string[],
  described: SourceDescription | undefined,
): Promise<Run> {
  const { file, files, folder } = source;
  const code: string[] = [];
  for (const path of rest) {
    const inside = path.slice(folder.length);
    if (/^artifacts(?:_GR[0-9]+)?\/src\//.test(inside)) code.push(path);
    else {
      _noteIn(source.repairs, path)("", "unnamed-file", "the document does not name it");
      run = logArtifact(run, bytesAsset(_nameFrom(_baseOf(path)), await files.get(path)!()), {
        name: _nameFrom(inside),
      });
    }
  }
  if (code.length > 0 || described !== undefined) {
    const assets = await Promise.all(
      code.map(async (path) =>
        bytesAsset(_nameFrom(path.slice(path.indexOf("/src/") + 5)), await files.get(path)!())
      ),
    );
    run = logSource(run, { ...described, assets });
  }
  return logArtifact(run, bytesAsset(_nameFrom(_baseOf(file)), await files.get(file)!()), {
    attributes: { writtenBy: `yProv4ML ${source.graph.era}`, format: "PROV-JSON" },
  });
}
