import { fromUtf8 } from "../base/bytes.ts";
import type { ByteReader } from "../base/varint.ts";
import type { PointReader } from "./read_points.ts";
import type { LogBuilder } from "./replay.ts";

/** Reads the events of one frame and adds them to a log.
 *
 * @throws {RangeError} where the bytes are no events
 * @throws {LogError} `LOG_EVENT` where the log does not allow one; it has those before it
 */
export function readEvents(
  input: ByteReader,
  count: number,
  reader: PointReader,
  builder: LogBuilder,
): void {
  const recordCount = input.varint();
  if (recordCount > count) throw new RangeError("more records are claimed than events");
  const records: { gap: number; text: Uint8Array }[] = [];
  for (let i = 0; i < recordCount; i++) {
    records.push({ gap: input.varint(), text: input.bytes(input.varint()) });
  }
  const most = builder.seriesCount + recordCount;
  const points = reader.read(input, count - recordCount, most);
  let point = 0;
  for (const { gap, text } of records) {
    if (gap > points.count - point) throw new RangeError("a record lies beyond the points");
    builder.addPoints(points, point, point += gap);
    builder.add(JSON.parse(fromUtf8(text)));
  }
  builder.addPoints(points, point, points.count);
}
