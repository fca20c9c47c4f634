/** Sends the provenance of runs to a yProv service and to a yProvStore.
 *
 * @module
 */
export type { YprovOptions } from "./yprov_client.ts";
export { yprovService } from "./yprov_service.ts";
export { yprovStore } from "./yprov_store.ts";
