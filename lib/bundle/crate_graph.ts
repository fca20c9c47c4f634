/** A reference to an entity of the graph. */
export interface CrateReference {
  readonly "@id": string;
}

/** A property's value; lists hold references or texts, and `undefined` is left out. */
export type CrateValue = CrateItem | readonly CrateItem[] | undefined;

type CrateItem = string | CrateReference;

/** The properties of an entity but for its id. */
export interface CrateProperties {
  readonly "@type": string;
  readonly [property: string]: CrateValue;
}

/** An entity of the graph. */
export type CrateEntity = CrateReference & CrateProperties;

/** A flat graph on its way: every entity has an id of its own, and others refer to it. */
export interface CrateGraph {
  /** Adds an entity and returns the reference to it; an equal one that is there already is that
   * one.
   *
   * @param wanted the id that it gets unless another entity has it
   * @param local a local id, which then gets `~2`, `~3`, …
   */
  add(wanted: string, local: string, properties: CrateProperties): CrateReference;
  /** Whether an entity has this id. */
  has(id: string): boolean;
  /** The entities in the order in which they were added. */
  entities(): CrateEntity[];
}

/** Makes an empty graph.
 *
 * Ids come from whoever logged the run: two things of one address must not become one thing.
 */
export function crateGraph(): CrateGraph {
  const entities = new Map<string, { entity: CrateEntity; text: string }>();
  const counts = new Map<string, number>();
  const free = (local: string): string => {
    for (;;) {
      const count = (counts.get(local) ?? 0) + 1;
      counts.set(local, count);
      const id = count === 1 ? local : `${local}~${count}`;
      if (!entities.has(id)) return id;
    }
  };
  return {
    add(wanted, local, properties) {
      const compact = compactEntity(wanted, properties);
      const text = JSON.stringify(compact);
      const known = entities.get(wanted);
      if (known?.text === text) return { "@id": wanted };
      const id = known === undefined ? wanted : free(local);
      entities.set(id, { entity: { ...compact, "@id": id }, text });
      return { "@id": id };
    },
    has: (id) => entities.has(id),
    entities: () => Array.from(entities.values(), ({ entity }) => entity),
  };
}

/** An entity without empty properties; a list names nothing twice, and a list of one is what it
 * lists.
 *
 * @see RO-Crate 1.1, section 5: a property with one value is no list
 */
export function compactEntity(id: string, properties: CrateProperties): CrateEntity {
  const compact: Record<string, CrateValue> = { "@id": id };
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    const list = Array.isArray(value) ? distinct(value) : [value as CrateItem];
    if (list.length > 0) compact[name] = list.length === 1 ? list[0] : list;
  }
  return compact as unknown as CrateEntity;
}

function distinct(list: readonly CrateItem[]): CrateItem[] {
  const byId = new Map(list.map((one) => [typeof one === "string" ? one : one["@id"], one]));
  return [...byId.values()];
}
