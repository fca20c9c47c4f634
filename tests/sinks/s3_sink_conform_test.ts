import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { s3Sink } from "../../lib/sinks/s3_sink.ts";
import { bucketOf } from "../stores/s3_bucket.ts";
import { conformSink } from "./conformance.ts";

if (needsVersitygw.skip === false) {
  conformSink("s3Sink", { replaces: true, has: true }, async () => {
    const server = await startVersitygwServer();
    const bucket = bucketOf(server);
    return {
      sink: s3Sink(bucket.options("a folder")),
      paths: () => Promise.resolve([...bucket.paths("a folder"), ...bucket.unfinished()]),
      read: (path) => Promise.resolve(bucket.read("a folder", path)),
      dispose: () => server.stop(),
    };
  });
}
