import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs an act in a new folder with the given files, and removes it afterwards. */
export async function inFolder(
  files: Readonly<Record<string, string | Uint8Array>>,
  act: (folder: string) => Promise<void> | void,
): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stemma-assets-")));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
