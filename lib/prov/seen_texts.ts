/** Remembers which texts came, in some 16 bytes each. */
export interface SeenTexts {
  /** Adds a text; whether it is new.
   *
   * New is certain. Of a million different texts one is taken for another about once in thirty
   * million times.
   */
  add(text: string): boolean;
}

/** Starts with none: a table of 64 bits a text, whose length doubles when it is half full. */
export function seenTexts(): SeenTexts {
  let cells = new Uint32Array(2 ** 11);
  let count = 0;

  /** Puts two numbers into the first free cell; whether they are not there yet. */
  function put(a: number, b: number): boolean {
    const last = cells.length - 2;
    for (let at = (a << 1) & last;; at = (at + 2) & last) {
      if (cells[at] === 0 && cells[at + 1] === 0) {
        cells[at] = a;
        cells[at + 1] = b;
        return true;
      }
      if (cells[at] === a && cells[at + 1] === b) return false;
    }
  }

  return {
    add(text) {
      let a = 0x9747b28c, b = 0x2545f491;
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        a = Math.imul(a ^ unit, 0x85ebca6b);
        a ^= a >>> 15;
        b = Math.imul(b ^ unit, 0xc2b2ae35);
        b ^= b >>> 13;
      }
      // No text is two zeros, which stand for a free cell.
      if (!put(a >>> 0, (b | 1) >>> 0)) return false;
      if (++count * 4 > cells.length) {
        const old = cells;
        cells = new Uint32Array(old.length * 2);
        for (let i = 0; i < old.length; i += 2) {
          if (old[i + 1] !== 0) put(old[i], old[i + 1]);
        }
      }
      return true;
    },
  };
}
