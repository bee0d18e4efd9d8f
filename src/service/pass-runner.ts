import type { Logger } from 'pino';
import { type AccessTokens, passTokenMs } from '../amocrm/access-tokens.ts';
import type { AmoClient } from '../amocrm/amo-client.ts';
import type { Clock } from '../clock.ts';
import type { Ident } from '../ident/ident.ts';
import type { State } from '../state/open-state.ts';
import { bindAccountFields } from '../sync/account/account-fields.ts';
import { createFields } from '../sync/account/fields.ts';
import type { PassProgress, SyncOptions, SyncSetup } from '../sync/pass/pass-context.ts';
import { runDuringAudit } from '../sync/pass/run-during-audit.ts';
import { type PassResult, type RunOptions, runPass } from '../sync/pass/run-pass.ts';
import { planCost } from '../sync/plan/plan-cost.ts';
import { recordUnbegun } from '../sync/run/unbegun.ts';
import type { PassKind } from './next-passes.ts';

/** What passes are made of. */
export interface PassParts {
  readonly state: State;
  readonly clock: Clock;
  readonly log: Logger;
  readonly amo: AmoClient;
  readonly tokens: Pick<AccessTokens, 'prepare'>;
  /** A connection for one pass: a database that was away is found again by the next. */
  readonly openIdent: (signal: AbortSignal) => Promise<Ident>;
  readonly options: SyncOptions;
  /** For the minutes that a plan will take. */
  readonly rate: { readonly requests: number; readonly periodMs: number };
}

export interface PassOrder {
  readonly kind: PassKind;
  /** A mass change that a person allowed. */
  readonly allowed: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: PassProgress) => void;
  /** Called by a deep pass where an incremental one may run: see {@link runPassBetween}. */
  readonly betweenPages: () => Promise<void>;
}

/** How a pass ended. */
export interface PassEnd {
  readonly outcome:
    | { readonly kind: 'done'; readonly result: PassResult }
    | { readonly kind: 'failed'; readonly error: unknown }
    /** A pass between two pages found that a deep one is asked for. */
    | { readonly kind: 'left' };
  /** How long IDENT's database was busy with it. */
  readonly queryMs: number;
}

/** One pass, from a token that lasts to a connection that is closed; the caller holds the pass lock. Never rejects. */
export async function runOnePass(parts: PassParts, order: PassOrder): Promise<PassEnd> {
  const { clock } = parts;
  const mode: RunOptions['mode'] = order.kind === 'deep' ? 'deep' : 'auto';
  const startedAt = clock.now();
  let hasBegun = false;
  const end = await withIdent(parts, order.signal, async (ident) => {
    await parts.tokens.prepare(passTokenMs);
    await makeFields(parts);
    await logFirstLoad(parts, ident);
    const { betweenPages, onProgress, signal, allowed } = order;
    hasBegun = true;
    const result = await runPass(
      { ...setupOf(parts, ident, signal), onProgress, betweenPages },
      { mode, ...(allowed === null ? {} : { allowMassChange: allowed }) },
    );
    return { kind: 'done', result };
  });
  const { outcome } = end;
  if (outcome.kind === 'failed' && !hasBegun && !order.signal.aborted) {
    await recordUnbegun(parts, { mode, startedAt, error: outcome.error });
  }
  return end;
}

/** An incremental pass between two pages of a deep one. Never rejects. */
export async function runPassBetween(parts: PassParts, signal: AbortSignal): Promise<PassEnd> {
  return await withIdent(parts, signal, (ident) => runDuringAudit(setupOf(parts, ident, signal)));
}

async function withIdent(
  parts: PassParts,
  signal: AbortSignal,
  work: (ident: Ident) => Promise<PassEnd['outcome']>,
): Promise<PassEnd> {
  let ident: Ident | null = null;
  const failed = (error: unknown) => ({ kind: 'failed', error }) as const;
  try {
    ident = await parts.openIdent(signal);
    const outcome = await work(ident).catch(failed);
    return { outcome, queryMs: ident.queryMs };
  } catch (error) {
    return { outcome: failed(error), queryMs: 0 };
  } finally {
    // What a broken connection says at its end changes nothing any more.
    await ident?.close().catch(() => undefined);
  }
}

function setupOf(
  { amo, state, clock, log, options }: PassParts,
  ident: Ident,
  signal: AbortSignal,
): SyncSetup {
  return { ident, amo, state, clock, log, options, signal };
}

/**
 * A new installation, or a version with new fields: nobody needs to make them by hand. Fields that were there and are
 * gone are another matter, and for a person to decide.
 */
async function makeFields({ amo, state, options, log }: PassParts): Promise<void> {
  const { excluded } = options;
  if (bindAccountFields(await state.fields.all(), excluded) !== null) return;
  const { created, completed } = await createFields({ amo, state, excluded });
  log.info({ created: created.length, completed: completed.length }, 'fields made in amoCRM');
}

/**
 * What a first load is about to do, and how long it will take. By counting alone: a plan of it would keep amoCRM waiting
 * until all of IDENT is read.
 */
async function logFirstLoad({ state, log, options, rate }: PassParts, ident: Ident): Promise<void> {
  if ((await state.meta.get('cursor')) !== undefined) return;
  const patients = await ident.count();
  const create = Math.max(patients - (await state.links.count()), 0);
  const reads = Math.ceil(((await state.meta.get('contactsSeen')) ?? 1) / contactsPerPage);
  const { requests, durationMs } = planCost(
    { create },
    { reads, batchSize: options.batchSize, rate },
  );
  const minutes = Math.ceil(durationMs / 60_000);
  log.info({ patients, create, requests, minutes }, 'first load: everybody is to be carried over');
}

/** amoCRM gives at most so many at once. */
const contactsPerPage = 250;
