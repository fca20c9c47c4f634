import { connect, type Mapping, recordsOfType } from "./mapping.ts";
import { provValue } from "./terms.ts";

/** Maps every parameter to an entity with its value. */
export function mapParams(mapping: Mapping): void {
  const { p, names } = mapping;
  for (const [, event] of recordsOfType(mapping, "param")) {
    const id = names.thing("param", event.key, event.context);
    p.entity(id, {
      "prov:type": p.name("mls:HyperParameterSetting"),
      "prov:label": event.key,
      "prov:value": provValue(p, event.value),
      "stemma:source": event.source,
    });
    connect(mapping, id, event);
  }
}
