import type { FileRecord, RecordEvent } from "./events.ts";

/** The subject that an event is about, as a text to look earlier ones up by.
 *
 * Lengths go before free texts, so that no two subjects have one text.
 */
export function subjectOf(event: RecordEvent): string | undefined {
  switch (event.type) {
    case "param":
      return paramSubject(event.key, event.context);
    case "artifact":
      return artifactSubject(event.name);
    case "model":
      return event.version === undefined ? undefined : modelSubject(event.name);
    case "context":
      return contextSubject(event.name);
    case "metric-definition":
      return definitionSubject(event.key);
    default:
      return undefined;
  }
}

/** The subject of a parameter. */
export function paramSubject(key: string, context: string | undefined): string {
  return context === undefined ? `p:${key}` : `p${context.length}:${context}${key}`;
}

/** The subject of an artifact's versions. */
export function artifactSubject(name: string): string {
  return `a:${name}`;
}

/** The subject of a model's versions. */
export function modelSubject(name: string): string {
  return `m:${name}`;
}

/** The subject of a context. */
export function contextSubject(name: string): string {
  return `c:${name}`;
}

/** The subject of a metric's definition. */
export function definitionSubject(key: string): string {
  return `d:${key}`;
}

/** The copies that an event says the run folder holds. */
export function filesOf(event: RecordEvent): readonly FileRecord[] {
  switch (event.type) {
    case "artifact":
      return [event];
    case "model":
      return event.file === undefined ? [] : [event.file];
    case "dataset":
      return event.files ?? [];
    case "source":
      return event.copies ?? [];
    default:
      return [];
  }
}
