import { BodyRefusedError, ValidationError } from '../../../amocrm/errors/errors.ts';
import { finalAfterMs, shownAfterMs } from '../../creates/absence/timing.ts';
import { halves } from '../../write/bare-rejections.ts';
import type { DealOutcomes, DealTools } from '../deal/deal-tools.ts';
import { wholeItem } from '../deal/deal-write.ts';
import { keepRefused, type Refusal, type RowRefusal, refusedRows } from '../refusals.ts';
import type { NewDeal } from './new-deal.ts';
import { lookFor } from './resolve-deals.ts';

/**
 * New deals that a refusal set aside. What came of a refused request is looked for before any of its rows is sent again;
 * rows that it names leave with their reason, and one that it does not name is found by halves.
 */
export class RefusedDeals {
  readonly #tools: DealTools;
  readonly #outcomes: DealOutcomes;
  readonly #bare: { readonly deal: NewDeal; readonly code: string }[] = [];
  #judged = 0;
  #error: Refusal | null = null;

  constructor(tools: DealTools, outcomes: DealOutcomes) {
    this.#tools = tools;
    this.#outcomes = outcomes;
  }

  /** Rows that were taken, or rejected by name. */
  judged(rows: number): void {
    this.#judged += rows;
  }

  /**
   * @returns in which parts the others go again.
   * @throws SyncError VISITS_SETUP_GONE
   */
  async judge(batch: readonly NewDeal[], error: Refusal): Promise<readonly (readonly NewDeal[])[]> {
    const tools = this.#tools;
    const named = refusedRows(tools, error);
    // What names rows was amoCRM's own word, at once; anything else may come from a front that gave up on it.
    const isOwnWord = error instanceof ValidationError;
    await tools.clock.sleep(isOwnWord ? shownAfterMs : finalAfterMs, tools.signal);
    const own = new Set(batch.map(({ visit }) => visit));
    const intents = (await tools.state.visitIntents.all()).filter(({ visit }) => own.has(visit));
    await lookFor(tools, intents, this.#outcomes);
    const left = new Set((await tools.state.visitIntents.all()).map(({ visit }) => visit));
    // Those that are certainly not there.
    const absent = batch.filter(({ visit }) => !left.has(visit));
    this.#judged += batch.length - absent.length;
    const bad = absent.filter(({ visit }) => named.has(visit));
    await this.#reject(
      bad.map((deal) => ({ deal, ...(named.get(deal.visit) ?? { code: '', subject: null }) })),
    );
    this.#judged += bad.length;
    const good = absent.filter((deal) => !bad.includes(deal));
    const [alone] = good;
    if (alone === undefined) return [];
    if (bad.length > 0) return [good];
    if (good.length > 1) return halves(good);
    this.#error = error;
    const code = error instanceof BodyRefusedError ? 'BodyRefused' : 'Refused';
    this.#bare.push({ deal: alone, code });
    return [];
  }

  /** Once all are through. @throws the refusal, when it is not about the rows. */
  async conclude(): Promise<void> {
    if (this.#judged === 0 && this.#bare.length > 1 && this.#error !== null) throw this.#error;
    await this.#reject(this.#bare.map(({ deal, code }) => ({ deal, code, subject: null })));
  }

  async #reject(rows: readonly (RowRefusal & { readonly deal: NewDeal })[]): Promise<void> {
    await keepRefused(
      this.#tools,
      rows.map(({ deal: { visit, patientId, sent }, code, subject }) => ({
        visit,
        patientId,
        code,
        subject,
        fingerprint: sent.get(wholeItem) ?? '',
      })),
    );
    this.#outcomes.rejected += rows.length;
  }
}
