import type { RequestMatch } from './request-match.ts';

/** Relative to the request's effect: `before` nothing is applied, `after` it is applied and the client is not told. */
type When = 'before' | 'after';

/** One way to misbehave. Milliseconds are the sandbox clock's. */
export type Fault =
  /** Answers that status; 5xx and 403 as nginx's page unless `json`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly when?: When;
      readonly body?: 'json' | 'html';
      /** Adds a `Retry-After` header, seconds. */
      readonly retryAfter?: number;
    }
  /** Cuts the connection without an answer. */
  | { readonly kind: 'drop'; readonly when: When }
  /** Cuts the connection (or answers `status`) at once and applies the request `ms` later. */
  | {
      readonly kind: 'late-commit';
      readonly ms: number;
      readonly status?: number;
      readonly body?: 'json' | 'html';
    }
  /** Half-open: never answers, never closes. */
  | { readonly kind: 'hang'; readonly when: When }
  /** Applies the request at once and answers `ms` later. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Applies it and answers 200 with rubbish: JSON that ends too early, a page, nothing, or a body cut off by a drop. */
  | { readonly kind: 'garbage'; readonly body: 'truncated' | 'text' | 'cut' | 'empty' }
  /** Applies all rows; the answer does not name the ones of these indexes. */
  | { readonly kind: 'omit'; readonly rows: readonly number[] }
  /** The new contacts get these ids, one a row, and the rows behind them the usual ones; the sequence stays where it was. */
  | { readonly kind: 'new-ids'; readonly ids: readonly number[] }
  /**
   * These rows of a create become one contact, as if duplicate control had merged them at once: all are answered with its
   * id. It is the first row's or the last one's (default first); the other rows fill what that one leaves empty.
   */
  | {
      readonly kind: 'one-id';
      readonly rows: readonly number[];
      readonly carries?: 'first' | 'last';
    }
  /** Applies all rows and answers with ids of others: the given ones, or those of the next row, the last with the first's. */
  | { readonly kind: 'answered-ids'; readonly ids?: readonly number[] }
  /** The contacts of these rows are not linked to their leads, and the answer does not say so. */
  | { readonly kind: 'unlinked'; readonly rows: readonly number[] }
  /** Refuses rows as invalid, and with them the request: by index, by predicate, or by what a field says. */
  | {
      readonly kind: 'reject';
      readonly rows?: readonly number[];
      readonly where?: RowCondition | ((row: unknown, index: number) => boolean);
      /** Default `NotSupportedChoice`. */
      readonly code?: string;
      /** Default: the field of `where`, else `name`. */
      readonly path?: string;
      /** `after`: the request is refused with that answer, and carried out all the same. Default before. */
      readonly when?: When;
    };

/** A row in which that field is written with that value. */
export interface RowCondition {
  /** `name`, `first_name`, …, or a custom field's id or code. */
  readonly field: string | number;
  readonly equals: string | number | boolean;
}

/** When to play a fault. */
export interface FaultRule {
  /** Default: every request to the API and to the token endpoint. */
  readonly match?: RequestMatch;
  /** Lets so many matching requests pass first. Default 0. */
  readonly skip?: number;
  /** How often; `null` for ever. Default 1. */
  readonly times?: number | null;
  readonly fault: Fault;
}
