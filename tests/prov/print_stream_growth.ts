// Prints by how many bytes a stream makes the process grow: print_stream_growth.ts streamJson
import process from "node:process";
import { streamGrowth, type STREAMS } from "./stream_growth.ts";

console.log(await streamGrowth(process.argv[2] as typeof STREAMS[number]));
