/** What an artifact of the tests is called. */
export function nameOf(index: number): string {
  return `file-${index}.bin`;
}

/** The content of an artifact of the tests: some are small, some are not. */
export function contentOf(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(index % 5 === 4 ? 400_000 : 500 + index);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 + index;
  return bytes;
}
