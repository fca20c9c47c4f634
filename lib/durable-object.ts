/** Runs that a Durable Object keeps: across requests, and after an eviction.
 *
 * @module
 */
export {
  type DurableRun,
  type DurableRunOptions,
  type DurableStorage,
  openDurableRun,
} from "./journal/durable_run.ts";
