import type { z } from 'zod';
import type { WrittenRow } from './rejected-rows.ts';

/** What has to hold in the moment in which a write leaves. */
export interface Departure {
  /** Asked in the very step that hands the request to its socket. */
  mayLeave(): boolean;
  /** Makes it hold again where it will not hold for long. Runs when the request is the next one to be sent. */
  freshen(): Promise<void>;
}

/** A request to amoCRM's REST. */
export interface ApiCall<T> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/v4`, with placeholders: `/contacts/{id}`. The only form that is logged. */
  readonly route: string;
  /** Below `/api/v4`, as it is sent. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  /** What a 204 (amoCRM's empty list) means; without it, a 204 is no answer. */
  readonly whenEmpty?: T;
  /** For answers of which the server's own time is wanted, wall ms; null: it told none. */
  dated?(value: T, at: number | null): T;
  /** The rows of a write, so that errors about them find their field. */
  readonly batch?: readonly WrittenRow[];
  readonly departure?: Departure | undefined;
}
