import { toHex, utf8 } from "./bytes.ts";
import { crc32c } from "./crc32c.ts";

/** The longest segment and the longest path that are made, in bytes of UTF-8. */
const MAX_SEGMENT = 180;
const MAX_PATH = 700;

/** Windows keeps these names for devices, with any ending, also after spaces. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?= *(\.|$))/i;

/** Sinks keep these names for files that are not whole yet. */
const UNFINISHED = /^\.(?=stemma-.*\.tmp$)/i;

/** What a file system refuses, what means something to us, and what NFKC turns into a slash. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f<>:"|?*\\%~/\u2028\u2029\u2100\u2101\u2105\u2106\uff0f]/g;

/** Turns free text into a relative path that every file system takes; `/` separates folders.
 *
 * Characters that a file system refuses become `~` and two hex digits a byte, so different names stay different;
 * `..` and `.` become names, over-long parts are cut and get a checksum.
 */
export function safePath(name: string): string {
  const segments = name.split("/").filter((segment) => segment !== "").map(
    safeSegment,
  );
  const path = segments.join("/") || "~2f";
  if (utf8(path).length <= MAX_PATH) return path;
  return `${checksum(path)}/${segments.at(-1)}`;
}

/** Turns free text into one segment of a path: as {@link safePath}, with `/` encoded too. */
export function safeSegment(text: string): string {
  let name = text.replace(UNSAFE, escape)
    .replace(/^\.{1,2}$/, (dots) => dots.replaceAll(".", "~2e"))
    .replace(/[. ]$/, escape)
    .replace(DEVICE, (device) => escape(device[0]) + device.slice(1))
    .replace(UNFINISHED, escape);
  if (name === "") name = "~";
  if (utf8(name).length <= MAX_SEGMENT) return name;
  const ending = /\.[A-Za-z0-9]{1,12}$/.exec(name)?.[0] ?? "";
  let kept = "";
  let size = 0;
  for (const letter of name) {
    size += utf8(letter).length;
    if (size > MAX_SEGMENT - 24) break;
    kept += letter;
  }
  return `${kept}~${checksum(name)}${ending}`;
}

/** Whether a path names something below the folder it is relative to, on every system. */
export function isInside(path: string): boolean {
  return !/[\\\u0000-\u001f]|^[A-Za-z]:/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** What two paths share where a disk takes them for one: letter case and Unicode form do not
 * count. */
export function foldPath(path: string): string {
  return path.normalize("NFKC").toLowerCase().normalize("NFKC").toUpperCase()
    .toLowerCase();
}

/** Puts a mark between a path's stem and its ending: `a/b.csv` with `.v1` is `a/b.v1.csv`. */
export function markPath(path: string, mark: string): string {
  const at = /(\.[A-Za-z0-9]{1,12}|)$/.exec(path)!.index;
  const stem = path.slice(0, at);
  return stem === "" || stem.endsWith("/") ? path + mark : stem + mark + path.slice(at);
}

function escape(letter: string): string {
  return Array.from(
    utf8(letter),
    (byte) => "~" + toHex(Uint8Array.of(byte)),
  ).join(
    "",
  );
}

function checksum(text: string): string {
  return crc32c(utf8(text)).toString(16).padStart(8, "0");
}
