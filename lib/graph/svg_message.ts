import type { SvgOptions } from "./svg.ts";

/** Tells messages about pictures from those of others. */
export const SVG_MESSAGE = "svg/1";

/** Asks a worker for a picture. */
export interface SvgRequest {
  /** Says what this is, and in which form. */
  readonly stemma: typeof SVG_MESSAGE;
  /** What is drawn. */
  readonly dot: string;
  /** How it is drawn. */
  readonly options: SvgOptions;
}

/** What a worker answers: the picture, or why there is none. */
export interface SvgAnswer {
  /** Says what this is, and in which form. */
  readonly stemma: typeof SVG_MESSAGE;
  /** The picture; absent where there is none. */
  readonly svg?: string;
  /** Why there is none. */
  readonly error?: SvgFailure;
}

/** An error as it crosses from a worker. */
export interface SvgFailure {
  /** The error's class. */
  readonly name: string;
  /** What it says. */
  readonly message: string;
  /** Its code, where it is one of this library's. */
  readonly code?: string;
  /** The values behind it. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Whether a message is one about a picture. */
export function isSvgMessage(message: unknown): boolean {
  return typeof message === "object" && message !== null &&
    (message as { stemma?: unknown }).stemma === SVG_MESSAGE;
}
