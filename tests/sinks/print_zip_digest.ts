// Prints the time zone's offset and the SHA-256 of an archive made here and now.
import { digestOf } from "./sink_files.ts";
import { makeArchive } from "./zip_archive.ts";

const offset = new Date(0).getTimezoneOffset();
console.log(`${offset} ${digestOf(await makeArchive())}`);
