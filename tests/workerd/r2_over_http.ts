import type { R2BucketLike, R2ObjectLike, R2PartLike } from "stemma/s3";

/** The R2 bucket of `r2_worker.ts`, called from outside. */
export function r2OverHttp(url: string): R2BucketLike {
  async function call(method: string, args: unknown[], body?: Uint8Array<ArrayBuffer>) {
    const headers = { "x-asked": encodeURIComponent(JSON.stringify(args)) };
    const answer = await fetch(`${url}/${method}`, { method: "POST", headers, body });
    if (answer.status === 500) throw new Error(await answer.text());
    return answer;
  }
  const json = async <T>(...of: Parameters<typeof call>): Promise<T> =>
    await (await call(...of)).json() as T;

  return {
    head: async (key) => revive(await json("head", [key])),
    async get(key, options) {
      const answer = await call("get", [key, options ?? {}]);
      if (answer.status === 200) return { key, size: 0, etag: "", body: answer.body! };
      await answer.body?.cancel();
      return null;
    },
    put(key, value, { onlyIf, ...options } = {}) {
      const conditions = Object.fromEntries(onlyIf ?? []);
      return json("put", [key, { ...options, onlyIf: conditions }], value);
    },
    delete: async (key) => void await json("delete", [key]),
    list: (options) => json("list", ["", options ?? {}]),
    async createMultipartUpload(key, options) {
      const id = await json<string>("create", [key, options ?? {}]);
      return {
        uploadPart: (number, value) => json<R2PartLike>("part", [key, id, number], value),
        complete: (parts) => json("complete", [key, id, parts]),
        abort: async () => void await json("abort", [key, id]),
      };
    },
  };
}

function revive(object: Record<string, never> | null): R2ObjectLike | null {
  if (object === null) return null;
  const { sha256 } = object.checksums as { sha256?: number[] };
  const checksums = sha256 === undefined ? {} : { sha256: Uint8Array.from(sha256).buffer };
  return { ...object, checksums } as never as R2ObjectLike;
}
