/** Sends runs to the dashboard of a trackio server.
 *
 * @module
 */
export { trackio, type TrackioOptions } from "./trackio_destination.ts";
