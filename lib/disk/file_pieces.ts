type FileHandle = import("node:fs/promises").FileHandle;

/** The bytes of a file; a piece is good until the next one is asked for, which is being read.
 *
 * @param scratch one half is handed out while the other one is read
 */
export async function* filePieces(
  handle: FileHandle,
  scratch: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const size = scratch.length >>> 1;
  let [half, other] = [scratch.subarray(0, size), scratch.subarray(size)];
  let reading = handle.read(half, 0, size, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      reading = handle.read(other, 0, size, null);
      yield half.subarray(0, bytesRead);
      [half, other] = [other, half];
    }
  } finally {
    // Nothing writes into the scratch any more once the caller goes on, whatever went wrong.
    await reading.catch(() => undefined);
  }
}
