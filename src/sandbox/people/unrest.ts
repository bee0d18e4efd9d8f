import type { Clock } from '../../clock.ts';
import { matches, type RequestMatch } from '../faults/request-match.ts';
import type { Crm } from './crm.ts';
import type { Deals } from './deals.ts';

/** People at work in the CRM while somebody reads it: what they do right before a request is looked at. */
export interface UnrestRule {
  /** Default: every reading of the contact list. */
  readonly match?: RequestMatch;
  /** Lets so many matching requests pass first. Default 0. */
  readonly skip?: number;
  /** How often; `null` for ever. Default 1. */
  readonly times?: number | null;
  /** Instead of once a request: once for every so many milliseconds of the clock that have passed. */
  readonly everyMs?: number;
  /** How many contacts are deleted each time. */
  readonly deletes?: number;
  /** How many contacts, without anything of a patient, are created each time. */
  readonly creates?: number;
  /** Deals that are deleted, one each time. */
  readonly deals?: readonly number[];
  /** Only these are deleted; default any live contact. */
  readonly among?: readonly number[];
  /** Default random. */
  readonly pick?: 'random' | 'oldest' | 'newest';
}

interface Armed {
  readonly id: number;
  readonly rule: UnrestRule;
  skip: number;
  remaining: number | null;
  played: number;
  /** The last time that was played, of the monotonic clock. */
  at: number;
}

const reading: RequestMatch = { method: 'GET', path: /^\/api\/v4\/contacts$/ };

/** More at once would be a flood, not people: a clock that ran on by days plays no more than that. */
const mostAtOnce = 1_000;

/** Who works in the CRM between the pages of a reading; the same every time. */
export class Unrest {
  readonly #crm: Crm;
  readonly #deals: Pick<Deals, 'delete'>;
  readonly #liveIds: () => readonly number[];
  readonly #clock: Clock;
  #armed: Armed[] = [];
  #ids = 0;
  #chance = 1;

  constructor(
    { crm, deals }: { readonly crm: Crm; readonly deals: Pick<Deals, 'delete'> },
    liveIds: () => readonly number[],
    clock: Clock,
  ) {
    this.#crm = crm;
    this.#deals = deals;
    this.#liveIds = liveIds;
    this.#clock = clock;
  }

  /** @returns the rule's id. */
  add(rule: UnrestRule): number {
    this.#ids += 1;
    this.#armed.push({
      id: this.#ids,
      rule,
      skip: rule.skip ?? 0,
      remaining: rule.times === undefined ? 1 : rule.times,
      played: 0,
      at: this.#clock.monotonic(),
    });
    return this.#ids;
  }

  remove(id: number): void {
    this.#armed = this.#armed.filter((one) => one.id !== id);
  }

  /** Everybody goes home. */
  clear(): void {
    this.#armed = [];
  }

  /** Plays what is due before this request. */
  before(method: string, path: string): void {
    for (const armed of this.#armed) {
      if (armed.remaining === 0 || !matches(armed.rule.match ?? reading, method, path)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      const times = Math.min(this.#due(armed), armed.remaining ?? mostAtOnce);
      for (let n = 0; n < times; n += 1) this.#play(armed);
      if (armed.remaining !== null) armed.remaining -= times;
    }
  }

  #due(armed: Armed): number {
    const { everyMs } = armed.rule;
    if (everyMs === undefined) return 1;
    const times = Math.floor((this.#clock.monotonic() - armed.at) / everyMs);
    armed.at += times * everyMs;
    return Math.min(times, mostAtOnce);
  }

  #play(armed: Armed): void {
    const { deletes = 0, creates = 0, deals = [], among, pick = 'random' } = armed.rule;
    const deal = deals[armed.played];
    if (deal !== undefined) this.#deals.delete(deal);
    armed.played += 1;
    const allowed = among && new Set(among);
    const live = deletes === 0 ? [] : this.#liveIds();
    const left = live.filter((id) => !allowed || allowed.has(id));
    for (let n = 0; n < deletes && left.length > 0; n += 1) {
      const [id] = left.splice(this.#place(left.length, pick), 1);
      if (id !== undefined) this.#crm.delete(id);
    }
    for (let n = 0; n < creates; n += 1) this.#crm.create({ name: 'Новый контакт' });
  }

  #place(length: number, pick: 'random' | 'oldest' | 'newest'): number {
    if (pick !== 'random') return pick === 'oldest' ? 0 : length - 1;
    // Park and Miller's generator.
    this.#chance = (this.#chance * 48_271) % 2_147_483_647;
    return this.#chance % length;
  }
}
