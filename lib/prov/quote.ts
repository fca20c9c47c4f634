/** A text as JSON writes it between quotes. */
export function escapeText(text: string): string {
  // To look is faster than to let it be copied.
  return /[^ !#-[\]-~]/.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}

/** A text as JSON writes it. */
export function quote(text: string): string {
  return `"${escapeText(text)}"`;
}
