import type { SandboxUser } from '../account.ts';
import type { Fault } from '../faults/fault.ts';
import type { RowError } from '../wire.ts';

/** Refuses a row of a write for a reason of its own, as amoCRM would in its validation. */
export type RowRefusal = (row: unknown, index: number) => RowError | null;

/** One request, after the network and before any rule of the CRM. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Values of the `:id` and `:key` parts of the route. */
  readonly params: readonly string[];
  /** Whose rights the token carries. */
  readonly user: SandboxUser;
  readonly refuseRow: RowRefusal | null;
  /** What is to go wrong with it. */
  readonly fault: Fault | null;
}

export type ParsedBody = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

export function parseJson(body: string): ParsedBody {
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    return { ok: false };
  }
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
