import type { PatientId } from '../../../contact/model/patient-key.ts';
import { wallClockAt } from '../../../contact/value/dates.ts';
import type { OpenSource } from '../../../ident/sources/databases.ts';
import type { PutPlace, VisitDealRow } from '../../../state/visits/visit-deals.ts';
import { type VisitStage, visitStages } from '../../../visits/stage.ts';
import type { Visit } from '../../../visits/visit.ts';
import type { VisitKey } from '../../../visits/visit-key.ts';
import { nameHash, priceHash, standsAt, stillThere } from '../deal/deal-items.ts';
import { type WantedDeal, wantedDeal } from '../deal/deal-write.ts';
import type { Carrier, Surveying } from './carriers.ts';

interface NewLink {
  readonly visit: VisitKey;
  readonly patientId: PatientId;
  readonly carrier: Carrier;
  readonly there: Visit | undefined;
  readonly source: Pick<OpenSource, 'number'>;
  /** Whether deals show what bills come to. */
  readonly priced: boolean;
}

/**
 * Nobody knows which values of such a deal are ours: all of one that nobody has touched since we made it; else a name, a
 * price and a stage are where IDENT says the very same, and whatever differs is a person's.
 */
export function linkOf(surveying: Surveying, link: NewLink): VisitDealRow {
  const { self, hasher } = surveying;
  const { visit, patientId, carrier, there } = link;
  const isOurs = carrier.createdBy === self && carrier.updatedBy === self && carrier.isAsMade;
  const wanted = there && wantedOf(surveying, link, there);
  const put = putOf(surveying, carrier, { isOurs, wanted });
  const isName = isOurs || carrier.name === wanted?.name;
  const isPrice = isOurs || (carrier.price ?? 0) === (wanted?.price ?? null);
  return {
    visit,
    patientId,
    leadId: carrier.id,
    status: 'linked',
    fingerprint: '',
    put,
    isTouched: !isOurs,
    acknowledged: new Map([
      ...(isName ? [['name', nameHash(hasher, carrier.name)] as const] : []),
      ...(isPrice ? [['price', priceHash(hasher, carrier.price)] as const] : []),
    ]),
  };
}

/** Of a deal that the state knows, perhaps as it was some time ago. */
export function stillKnown(
  { hasher }: Surveying,
  before: VisitDealRow,
  carrier: Carrier,
  anew: VisitDealRow,
): VisitDealRow {
  const { put, acknowledged } = before;
  const same = stillThere(hasher, acknowledged, carrier);
  return {
    ...before,
    put: standsAt(carrier, put) ? put : (anew.put ?? put),
    isTouched: before.isTouched || anew.isTouched,
    acknowledged: new Map([...acknowledged, ...anew.acknowledged, ...same]),
    fingerprint: '',
  };
}

function wantedOf(
  { account, hasher, timeZone, now }: Surveying,
  { patientId, source, priced }: NewLink,
  visit: Visit,
): WantedDeal {
  const composing = {
    source: source.number,
    timeZone,
    now: wallClockAt(now, timeZone),
    isPriceConfirmed: priced,
  };
  const lead = { ...visit.lead, patient: visit.lead.patient ?? patientId };
  return wantedDeal({ ...visit, lead }, account, composing, hasher);
}

function putOf(
  { account: { places } }: Surveying,
  carrier: Carrier,
  { isOurs, wanted }: { readonly isOurs: boolean; readonly wanted: WantedDeal | undefined },
): PutPlace | null {
  const isAt = (stage: VisitStage) => standsAt(carrier, places[stage]);
  const meant = wanted !== undefined && isAt(wanted.stage) ? wanted.stage : undefined;
  const as = meant ?? (isOurs ? visitStages.find(isAt) : undefined);
  return as === undefined ? null : { ...places[as], as };
}
