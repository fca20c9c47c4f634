import type { DurableStorage } from "stemma/durable-object";
import type { R2BucketLike } from "stemma/s3";

/** What a place offers to the tests in it; whoever runs a file of tests says so. */
export const placeStore: {
  /** The address of a server that stores what is put there. */
  url: string;
  /** The storage of a Durable Object, where this is one. */
  storage?: DurableStorage & { delete(key: string): Promise<boolean> };
  /** The binding of an R2 bucket, where there is one. */
  bucket?: R2BucketLike;
} = { url: "" };
