import { toDateTime } from "../base/time.ts";
import { trackioNumber, trackioObject } from "./trackio_json.ts";
import type { TrackioLine } from "./trackio_lines.ts";
import { OPEN, TIME } from "./trackio_names.ts";

/** Writes a line of one run as an entry of `bulk_log`.
 *
 * @param isOpen whether further events could make it longer: it is marked, as the server will not
 * let go of what it has under the line's id
 * @param config the run's config as JSON, which replaces the one that is there
 */
export type WriteLine = (line: TrackioLine, isOpen?: boolean, config?: string) => string;

/** Makes the writer of one run's lines.
 *
 * @param of what every line says of its run
 */
export function lineWriter(of: { project: string; run: string; run_id: string }): WriteLine {
  const head = JSON.stringify(of).slice(0, -1);
  return ({ id, step, timestamp, points }, isOpen = false, config = "null") => {
    const metrics: [string, string][] = points.map(({ name, value }) => [
      name,
      trackioNumber(value),
    ]);
    if (points.length > 0) metrics.push([TIME, JSON.stringify(toDateTime(timestamp))]);
    if (points.length > 0 && isOpen) metrics.push([OPEN, "true"]);
    return `${head},"metrics":${
      trackioObject(metrics)
    },"step":${step},"config":${config},"log_id":${JSON.stringify(id)}}`;
  };
}
