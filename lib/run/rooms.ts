import { LANES } from "./sealed_chunk.ts";

/** So many points a room holds. */
const ROOM = 32;
/** So many rooms are made at once, at most. */
const MOST = 64;

/** Room for the first points of columns. To make a buffer for each of thousands of short series
 * costs more than to log their points, so rooms are cut from larger ones: the first holds one room,
 * each later one twice as many.
 */
export class Rooms {
  #buffer!: ArrayBuffer;
  #left = 0;
  #count = 1;

  /** Room that nobody else has. */
  take(): Float64Array {
    if (this.#left === 0) {
      this.#buffer = new ArrayBuffer(this.#count * ROOM * LANES * 8);
      this.#left = this.#count;
      this.#count = Math.min(this.#count * 2, MOST);
    }
    return new Float64Array(this.#buffer, --this.#left * ROOM * LANES * 8, ROOM * LANES);
  }
}
