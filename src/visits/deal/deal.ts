import type { SourceNumber } from '../../contact/model/patient-key.ts';
import { instantOf } from '../../contact/value/dates.ts';
import type { Chain } from '../chains.ts';
import type { Reception } from '../reception.ts';
import { stageOf, type VisitStage } from '../stage.ts';
import { visitKey, visitKeyText } from '../visit-key.ts';

export interface Composing {
  readonly source: SourceNumber;
  readonly timeZone: string;
  /** The clinic's wall clock. */
  readonly now: string;
}

/** What a visit's deal says. */
export function dealOf(chain: Chain, { source, timeZone, now }: Composing) {
  const { key, lead, rows } = chain;
  const stage = stageOf(lead, now);
  const price = priceOf(rows);
  return {
    name: nameOf(lead),
    stage,
    /** Whole roubles; null: that cannot be told. */
    price,
    fields: {
      visit_key: visitKeyText(visitKey(source, key)),
      /** Seconds since the epoch. */
      visit_start: lead.start === null ? null : instantOf(lead.start, timeZone),
      visit_doctor: lead.doctor,
      visit_branch: lead.branch,
      visit_status: statuses[stage],
      visit_cancel_reason: stage === 'cancelled' ? (lead.reason?.name ?? null) : null,
      visit_sum: price,
      /** Where it was booked from first. */
      visit_source: rows.find(({ source: from }) => from !== null)?.source ?? null,
    },
  };
}

/** Whether a name is one that we give to deals of visits. */
export const isVisitName = (name: string): boolean =>
  /^Приём( \d\d\.\d\d\.\d{4} \d\d:\d\d)?$/u.test(name);

/** Everybody sees a name: it tells of no doctor and of no service. */
function nameOf({ start }: Reception): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(start ?? '') ?? [];
  return time === undefined ? 'Приём' : `Приём ${day}.${month}.${year} ${time}`;
}

/** In IDENT's own words. */
const statuses: Readonly<Record<VisitStage, string>> = {
  planned: 'Запланирован',
  open: 'Запланирован',
  appeared: 'Пациент пришел',
  started: 'В процессе',
  ended: 'Завершен',
  billed: 'Завершен (счет выдан)',
  cancelled: 'Отменен',
};

const rouble = 10_000n;

/** The formed bills of a chain in whole roubles, half a rouble up. A sum without one of its parts is not known. */
export function priceOf(rows: readonly Pick<Reception, 'bill'>[]): number | null {
  let sum = 0n;
  for (const { bill } of rows) {
    if (bill === null) return null;
    sum += bill;
  }
  // More came back than was billed: no deal costs less than nothing.
  return sum <= 0n ? 0 : Number((sum + rouble / 2n) / rouble);
}
