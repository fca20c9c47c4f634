// A file of its own, to be imported by those who write an archive: a bundle then holds what packs,
// and nothing of what unpacks.
export { Deflate } from "fflate";
