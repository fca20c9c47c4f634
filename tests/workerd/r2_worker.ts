// A Worker that does what it is asked with its R2 bucket, and saves a run there and in an S3 bucket.
import { digest, endRun, logMetric, type Run, runFromSource, saveRun, startRun } from "stemma";
import { r2Sink, r2Source, s3Sink, s3Source } from "stemma/s3";
import type { R2BucketLike, R2ObjectLike, R2PartLike } from "stemma/s3";

type Bucket = R2BucketLike & {
  resumeMultipartUpload(
    key: string,
    id: string,
  ): Awaited<ReturnType<R2BucketLike["createMultipartUpload"]>>;
};

export default {
  async fetch(request: Request, { RUNS }: { RUNS: Bucket }): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return new Response("ready");
    if (pathname === "/save") return await save(RUNS, await request.json());
    const asked = JSON.parse(decodeURIComponent(request.headers.get("x-asked")!));
    try {
      return await act(RUNS, pathname.slice(1), asked, await request.arrayBuffer());
    } catch (error) {
      return new Response(String(error), { status: 500 });
    }
  },
};

/** One call of the binding. */
async function act(
  bucket: Bucket,
  method: string,
  [key, ...args]: [string, ...never[]],
  body: ArrayBuffer,
): Promise<Response> {
  const bytes = new Uint8Array(body);
  switch (method) {
    case "head":
      return Response.json(plain(await bucket.head(key)));
    case "get": {
      const object = await bucket.get(key, args[0]);
      return object === null ? new Response(null, { status: 404 }) : new Response(object.body);
    }
    case "put": {
      const { onlyIf, ...rest } = args[0] as { onlyIf: Record<string, string> };
      const put = await bucket.put(key, bytes, { ...rest, onlyIf: new Headers(onlyIf) });
      return Response.json(put === null ? null : {});
    }
    case "delete":
      await bucket.delete(key);
      return Response.json({});
    case "list": {
      const { objects, truncated, ...rest } = await bucket.list(args[0]);
      return Response.json({ ...rest, truncated, objects: objects.map(plain) });
    }
    case "create": {
      const { uploadId } = await bucket.createMultipartUpload(key, args[0]) as never as {
        uploadId: string;
      };
      return Response.json(uploadId);
    }
  }
  const upload = bucket.resumeMultipartUpload(key, args[0]);
  if (method === "part") return Response.json(await upload.uploadPart(args[1], bytes));
  if (method === "complete") return Response.json(await upload.complete(args[1] as R2PartLike[]));
  await upload.abort();
  return Response.json({});
}

function plain(object: R2ObjectLike | null) {
  if (object === null) return null;
  const { key, size, etag, checksums, customMetadata } = object;
  const sha256 = checksums?.sha256 && [...new Uint8Array(checksums.sha256)];
  return { key, size, etag, customMetadata, checksums: { sha256 } };
}

/** Saves a run into both buckets and reads it back from both. */
async function save(bucket: Bucket, s3: Parameters<typeof s3Sink>[0]): Promise<Response> {
  const run: Run = endRun(logMetric(startRun({ experiment: "edge", runId: "w1" }), "loss", 0.5));
  const failed: string[] = [];
  for (const sink of [r2Sink(bucket), s3Sink(s3)]) {
    const report = await saveRun(run, sink);
    failed.push(...report.failed.map(({ error }) => String(error)));
  }
  const prefix = "edge/w1";
  const read = await Promise.all(
    [r2Source(bucket, { prefix }), s3Source({ ...s3, prefix })].map((source) =>
      runFromSource(source)
    ),
  );
  return Response.json({ failed, digests: [run, ...read].map(digest) });
}
