/** A text as it stands in XML and HTML, in elements and between quotes. */
export function xmlEscape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
