import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileAsset } from "stemma/fs";
import { inFolder } from "./temporary_folder.ts";

/** How many bytes of memory it takes at most to describe a sparse file and to stream it. */
export async function memoryGrowth(size: number): Promise<number> {
  let peak = 0;
  await inFolder({ big: "" }, async (folder) => {
    const path = join(folder, "big");
    const file = openSync(path, "r+");
    ftruncateSync(file, size);
    closeSync(file);
    const before = process.memoryUsage().rss;
    const watch = () => peak = Math.max(peak, process.memoryUsage().rss - before);
    const timer = setInterval(watch, 5);
    const asset = await fileAsset(path);
    let count = 0;
    for await (const piece of asset.stream()) count += piece.length;
    watch();
    clearInterval(timer);
    if (asset.size !== size || count !== size) throw new Error(`${count} of ${size} bytes came`);
  });
  return peak;
}
