import type { AppendFile } from "../../lib/disk/append_file.ts";

/** What a disk may do wrong at a call. */
export interface Faults {
  /** Whether this write stops somewhere in the middle. */
  failsToWrite(): boolean;
  /** Whether this sync fails; what waited may be dropped then, as Linux does. */
  failsToSync(): boolean;
  failsToCut(): boolean;
  /** A number in [0, 1). */
  chance(): number;
}

/** A file on a disk that fails: what programs see of it, and what is left after a power cut. */
export class ModelDisk implements AppendFile {
  /** What a program reads: what a killed process leaves. */
  seen: Uint8Array = new Uint8Array();
  /** Whether a failed sync has dropped something that was written. */
  hasDropped = false;
  #durable: Uint8Array = new Uint8Array();
  readonly #faults: Faults;
  /** Called after each change. */
  readonly #onChange: (seen: Uint8Array) => void;

  constructor(faults: Faults, onChange: (seen: Uint8Array) => void = () => {}) {
    this.#faults = faults;
    this.#onChange = onChange;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    await this.#later();
    this.writeNow(bytes, position);
    await this.#later();
  }

  writeNow(bytes: Uint8Array, position: number): void {
    const fails = this.#faults.failsToWrite();
    const count = fails ? Math.floor(this.#faults.chance() * bytes.length) : bytes.length;
    const seen = new Uint8Array(Math.max(this.seen.length, position + count));
    seen.set(this.seen);
    seen.set(bytes.subarray(0, count), position);
    this.seen = seen;
    this.#onChange(seen);
    if (fails) throw refusal("ENOSPC");
  }

  async sync(): Promise<void> {
    const waiting = this.seen;
    await this.#later();
    if (!this.#faults.failsToSync()) {
      this.#durable = waiting;
      return;
    }
    const { seen } = this;
    this.seen = this.#afterPowerCut();
    this.hasDropped ||= this.seen.length < seen.length ||
      this.seen.some((byte, i) => byte !== seen[i]);
    throw refusal("EIO");
  }

  async cut(length: number): Promise<void> {
    await this.#later();
    if (this.#faults.failsToCut()) throw refusal("EIO");
    this.seen = this.seen.slice(0, length);
    this.#onChange(this.seen);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** What a power cut leaves: what is durable, and a part of the rest, in no order. */
  afterPowerCut(): Uint8Array {
    return this.#afterPowerCut();
  }

  #afterPowerCut(): Uint8Array {
    const { seen } = this;
    const length = Math.max(
      Math.min(this.#durable.length, seen.length),
      Math.floor(seen.length * this.#faults.chance()),
    );
    const left = seen.slice(0, length);
    const page = 64;
    for (let at = 0; at < length; at += page) {
      if (this.#faults.chance() < 0.5) continue;
      const before = new Uint8Array(Math.min(page, length - at));
      before.set(this.#durable.subarray(at, at + before.length));
      left.set(before, at);
    }
    return left;
  }

  async #later(): Promise<void> {
    for (let i = Math.floor(this.#faults.chance() * 4); i > 0; i--) await undefined;
  }
}

function refusal(code: string): Error {
  return Object.assign(new Error(`the model says ${code}`), { code });
}
