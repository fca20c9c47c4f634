import type { PackageDescription } from "../run/descriptions.ts";

/** How many packages a lock file may name. */
const MAX_PACKAGES = 100_000;

/** The longest name, version or digest that is believed, in UTF-16 code units. */
const MAX_LENGTH = 1000;

/** Reads the packages that a lock file names, in the file's order.
 *
 * Only what has a name and a version counts: folders of the project itself and plain URLs are left
 * out, and so are entries of another shape.
 *
 * @param name which kind: `deno.lock` (versions 3 to 5), `package-lock.json` (2 and 3) or `bun.lock`
 * @throws {SyntaxError} where the text is not JSON
 * @throws {TypeError} where it is no lock file of a known version
 * @throws {RangeError} where it names more than 100,000 packages
 */
export function _readLockFile(
  name: "deno.lock" | "package-lock.json" | "bun.lock",
  text: string,
): PackageDescription[] {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  const file = JSON.parse(name === "bun.lock" ? withoutTrailingCommas(plain) : plain);
  if (!isRecord(file)) throw new TypeError("it holds no object");
  const found = READERS[name](file).filter((item) => item !== undefined);
  if (found.length > MAX_PACKAGES) {
    throw new RangeError(`it names ${found.length} packages, more than ${MAX_PACKAGES}`);
  }
  return found;
}

type Found = (PackageDescription | undefined)[];

const READERS = {
  "deno.lock": readDeno,
  "package-lock.json": readNpm,
  "bun.lock": readBun,
};

/** Keys such as `@std/assert@1.0.0`; of npm with `_peer@1.0.0` behind, for each set of peers. */
function readDeno(file: Record<string, unknown>): Found {
  const version = String(file.version);
  if (!["3", "4", "5"].includes(version)) refuseVersion(file.version);
  const rooms = version === "3" ? recordOf(file.packages) : file;
  return ["jsr", "npm"].flatMap((registry) =>
    Object.entries(recordOf(rooms[registry])).map(([id, entry]) => {
      const at = id.indexOf("@", 1);
      const version = id.slice(at + 1).split("_", 1)[0];
      return describe(at < 0 ? "" : id.slice(0, at), version, registry, recordOf(entry).integrity);
    })
  );
}

/** Keys such as `node_modules/a/node_modules/b`; other keys are folders of the project. */
function readNpm(file: Record<string, unknown>): Found {
  if (file.lockfileVersion !== 2 && file.lockfileVersion !== 3) {
    refuseVersion(file.lockfileVersion);
  }
  return Object.entries(recordOf(file.packages)).map(([path, value]) => {
    const entry = recordOf(value);
    const at = path.lastIndexOf("node_modules/");
    if (at < 0 || entry.link === true) return undefined;
    const folder = path.slice(at + "node_modules/".length);
    const name = typeof entry.name === "string" ? entry.name : folder;
    return describe(name, entry.version, "npm", entry.integrity);
  });
}

/** Values such as `["a@1.0.0", "", { … }, "sha512-…"]`. */
function readBun(file: Record<string, unknown>): Found {
  if (file.lockfileVersion !== 0 && file.lockfileVersion !== 1) refuseVersion(file.lockfileVersion);
  return Object.values(recordOf(file.packages)).map((entry) => {
    if (!Array.isArray(entry) || typeof entry[0] !== "string") return undefined;
    const id = entry[0];
    const at = id.indexOf("@", 1);
    const version = id.slice(at + 1);
    if (at < 0 || /^(?:workspace|link|file|root):/.test(version)) return undefined;
    const digest = entry.findLast((part) => typeof part === "string" && /^sha\d+-/.test(part));
    const registry = /^[^:/]+$/.test(version) ? "npm" : undefined;
    return describe(id.slice(0, at), version, registry, digest);
  });
}

function describe(
  name: unknown,
  version: unknown,
  registry: string | undefined,
  integrity: unknown,
): PackageDescription | undefined {
  if (!isShort(name) || !isShort(version)) return undefined;
  return Object.freeze({
    name,
    version,
    ...(registry === undefined ? {} : { registry }),
    ...(isShort(integrity) ? { integrity } : {}),
  });
}

function isShort(text: unknown): text is string {
  return typeof text === "string" && text !== "" && text.length <= MAX_LENGTH &&
    text.isWellFormed();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : Object.create(null);
}

function refuseVersion(version: unknown): never {
  throw new TypeError(`its version is ${JSON.stringify(version) ?? "missing"}, which is not known`);
}

/** Bun writes JSON with a comma behind the last item. Strings stay as they are. Takes O(n): a
 * pattern would look again and again for the end of a string that has none. */
function withoutTrailingCommas(text: string): string {
  let plain = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') {
      for (i++; i < text.length && text[i] !== '"'; i++) if (text[i] === "\\") i++;
    } else if (text[i] === ",") {
      let next = i + 1;
      while (next < text.length && " \t\r\n".includes(text[next])) next++;
      if (text[next] === "}" || text[next] === "]") {
        plain += text.slice(from, i);
        from = i + 1;
      }
      i = next - 1;
    }
  }
  return plain + text.slice(from);
}
