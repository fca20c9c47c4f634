import { Option } from "commander";

/** The option that says how strictly something is read. */
export function modeOption(): Option {
  return new Option(
    "--mode <mode>",
    "lenient repairs what tools often write and tells each repair; strict refuses it " +
      "(default: lenient for documents, strict for the logs of runs)",
  ).choices(["lenient", "strict"]);
}
