import type { Plain } from "../base/plain.ts";
import type { AttributesInput } from "../prov/statements.ts";
import { connect, type Mapping, recordsOfType } from "./mapping.ts";
import { describedAttributes, provValue, userAttributes } from "./terms.ts";
import { fileAttributes } from "./file_attributes.ts";

/** Maps optimizers, environments, source code and commands to entities that the run used. */
export function mapSettings(mapping: Mapping): void {
  const { p, names } = mapping;
  const use = (id: string, timestamp: number, attributes: AttributesInput) => {
    p.entity(id, attributes);
    connect(mapping, id, { direction: "input", timestamp });
  };
  for (const [, { name, settings, timestamp }] of recordsOfType(mapping, "optimizer")) {
    const { learningRate, ...others } = settings;
    use(names.thing("optimizer", name), timestamp, {
      "prov:type": p.name("mls:Algorithm"),
      "prov:label": name,
      ...(learningRate !== undefined && { "stemma:learningRate": provValue(p, learningRate) }),
      ...userAttributes(p, others),
    });
  }
  for (const [, { info, timestamp }] of recordsOfType(mapping, "environment")) {
    const { runtime, packages, ...others } = info;
    const { name, version } = runtime as { name: string; version?: string };
    use(names.thing("environment", ""), timestamp, {
      "prov:type": p.name("schema:SoftwareApplication"),
      "prov:label": version === undefined ? name : `${name} ${version}`,
      "schema:softwareVersion": version,
      ...describedAttributes(p, others),
      "stemma:package": packageNames(packages),
    });
  }
  for (const [, { info, copies = [], timestamp }] of recordsOfType(mapping, "source")) {
    const id = names.thing("source", "");
    const { commit, remote, files, ...others } = info as Record<string, Plain>;
    use(id, timestamp, {
      "prov:type": [
        p.name("schema:SoftwareSourceCode"),
        ...(copies.length > 0 ? [p.name("prov:Collection")] : []),
      ],
      "prov:label": typeof commit === "string" ? `source ${commit.slice(0, 10)}` : "source code",
      "stemma:commit": text(commit),
      "schema:codeRepository": text(remote),
      ...describedAttributes(p, others),
      "stemma:file": (files as readonly { path: string; sha256?: string }[] | undefined)
        ?.map((file) => file.sha256 === undefined ? file.path : `${file.path} ${file.sha256}`),
    });
    for (const copy of copies) {
      const file = names.thing("source", copy.name);
      p.entity(file, { ...fileAttributes(p, copy), "prov:label": copy.name });
      p.hadMember(id, file);
    }
  }
  for (const [, event] of recordsOfType(mapping, "command")) {
    use(names.thing("command", ""), event.timestamp, {
      "prov:type": [p.name("prov:Plan"), p.name("stemma:Command")],
      "prov:label": event.arguments.join(" "),
      "stemma:arguments": JSON.stringify(event.arguments),
      "stemma:directory": event.directory,
    });
  }
}

function text(value: Plain | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function packageNames(packages: Plain | undefined): string[] {
  if (!Array.isArray(packages)) return [];
  return packages.map(({ name, version }: { name: string; version: string }) =>
    `${name}@${version}`
  );
}
