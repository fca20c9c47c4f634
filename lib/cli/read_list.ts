/** Reads the words of an option that takes several, with commas between them. */
export function readList(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}
