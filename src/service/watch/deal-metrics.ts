import type { HealthFacts } from '../../health/facts.ts';
import { type LookFor, lookReasons } from '../../state/visits/visit-looks.ts';
import { gauge, type Sheet, showsNoughts } from './metric.ts';

/** How deals of visits stand; nothing where they are off. */
export function showDeals(sheet: Sheet, { deals }: Pick<HealthFacts, 'deals'>): void {
  if (deals === null) return;
  const { waiting, late, rejected, led, lookedAt, auditedAt } = deals;
  const is = 'Visits by what their deal is: it carries them, people deleted it, several carry them';
  const by = gauge(sheet, 'deals', is, ['status']);
  for (const status of ['linked', 'deleted', 'doubled'] as const) {
    if (showsNoughts(sheet) || deals[status] > 0) by.set({ status }, deals[status]);
  }
  gauge(sheet, 'deals_led', 'Open deals of visits that somebody else has changed').set(led);
  const waits = gauge(sheet, 'deals_waiting', 'Visits that wait, by what for', ['for']);
  for (const reason of lookReasons) showWaiting(reason);
  const left = 'Deals that IDENT is further on than, and that a good pass left where they stand';
  gauge(sheet, 'deals_late', left).set(late.count);
  gauge(sheet, 'deals_rejected', 'Visits whose deals amoCRM rejected').set(rejected.count);
  since(
    'oldest_rejected_deal_timestamp_seconds',
    'Since when the oldest rejected deal has been waiting',
    rejected.oldestAt,
  );
  since('deals_looked_timestamp_seconds', 'When a pass last looked at deals to its end', lookedAt);
  since(
    'deals_audited_timestamp_seconds',
    'When all deals of visits were last compared with amoCRM',
    auditedAt,
  );

  function showWaiting(reason: LookFor): void {
    const count = waiting[reason] ?? 0;
    if (showsNoughts(sheet) || count > 0) waits.set({ for: reason }, count);
  }

  function since(name: string, what: string, moment: number | null): void {
    if (moment !== null) gauge(sheet, name, what).set(moment / 1000);
  }
}
