/** Proofs about a run that anyone can check: that an event is in it, that it grew out of another.
 *
 * @module
 */
export { type EventProof, proveEvent, verifyEventProof } from "./seal/event_proof.ts";
export { type GrowthProof, proveGrowth, verifyGrowthProof } from "./seal/growth_proof.ts";
