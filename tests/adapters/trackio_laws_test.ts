import { trackio } from "stemma/trackio";
import { destinationLaws } from "../destinations/conformance.ts";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { needsTrackio, startTrackioServer } from "../servers/trackio.ts";
import { heldOf } from "./trackio_held.ts";

destinationLaws("trackio()", async () => {
  const server = await startTrackioServer();
  const faulty = faultyFetch();
  return {
    faulty,
    make: (timeoutMs = 20_000) =>
      trackio(server.url, {
        token: server.token,
        fetch: faulty.fetch,
        retry: { attempts: 2, delayMs: 1, timeoutMs },
      }),
    read: (run) => heldOf(server.folder, "laws", run),
    stop: () => server.stop(),
  };
}, needsTrackio);
