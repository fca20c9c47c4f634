/** The pieces of a stream one after the other; whoever stops early lets the stream go. */
export async function* streamPieces<Piece>(stream: ReadableStream<Piece>): AsyncGenerator<Piece> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: a source that hangs must not hold up what comes after it.
    reader.cancel().catch(() => {/* It has ended, or failed as was told. */});
  }
}
