const MEGA = 1024 * 1024;

/** The parts of most files, in bytes: the shortest that S3 takes, since memory is held for each. */
const USUAL = 5 * MEGA;

/** The most parts that an object has.
 *
 * @see Amazon S3 User Guide, "Multipart upload limits"
 */
const MOST_PARTS = 10_000;

/** No part is longer: a file that needs longer ones is larger than 5 TB, which stores refuse. */
const LONGEST = 512 * MEGA;

/** The length of the parts that a file of so many bytes is sent in: all are equal but the last one,
 * and no file needs more parts than stores take. A multiple of 1 MiB. */
export function partLength(size: number): number {
  const least = Math.ceil(size / MOST_PARTS / MEGA) * MEGA;
  return Math.min(LONGEST, Math.max(USUAL, least));
}
