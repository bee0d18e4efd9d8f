import type { LeadWrite, LossReasonId } from '../../../amocrm/model/lead.ts';
import type { WireField, WireValue } from '../../../amocrm/model/model.ts';
import type { PatientId } from '../../../contact/model/patient-key.ts';
import { instantOf } from '../../../contact/value/dates.ts';
import type { Hasher } from '../../../contact/value/hasher.ts';
import { cut, singleLine, textLimit } from '../../../contact/value/text.ts';
import { foldReason } from '../../../contact/visits/cancel-reason.ts';
import type { PutPlace } from '../../../state/visits/visit-deals.ts';
import { type Composing, dealOf } from '../../../visits/deal/deal.ts';
import type { VisitFieldKey } from '../../../visits/setup/visit-fields.ts';
import type { VisitStage } from '../../../visits/stage.ts';
import type { Visit } from '../../../visits/visit.ts';
import { type VisitKey, visitKey } from '../../../visits/visit-key.ts';
import { priceKey } from '../../source/confirm-price.ts';
import type { KnownAccount } from './deal-account.ts';
import { type DealItems, hashesOf } from './deal-items.ts';

/** What a visit's deal is to say, and where it is to stand. */
export interface WantedDeal extends DealItems {
  readonly visit: VisitKey;
  /** All receptions that were seen in it. */
  readonly members: readonly VisitKey[];
  readonly patientId: PatientId;
  readonly stage: VisitStage;
  readonly lossReason: LossReasonId | null;
  /** Whether its patient never came before; null: that is not known. */
  readonly isFirst: boolean | null;
  /** When it was booked first, seconds since the epoch; null: IDENT does not tell. */
  readonly bookedAt: number | null;
  /** Keyed hash of all this. */
  readonly fingerprint: string;
}

/** What a deal is brought to, but for a stage that waits for its time. */
export const asWaiting = (fingerprint: string): string => `waits:${fingerprint}`;

/** The item of a deal that stands for all that was sent with it. */
export const wholeItem = 'deal';

export function wantedDeal(
  visit: Visit & { readonly lead: { readonly patient: PatientId } },
  { fields, lossReasonOf }: Pick<KnownAccount, 'fields' | 'lossReasonOf'>,
  composing: Composing & { readonly isPriceConfirmed: boolean },
  hasher: Hasher,
): WantedDeal {
  const { name, stage, price: told, fields: values } = dealOf(visit, composing);
  // Sums that nobody has confirmed are a guess; one that cannot be read is not known to be none.
  const price = composing.isPriceConfirmed ? told : null;
  const isWritten = (field: VisitFieldKey) => field !== priceKey || price !== null;
  const key = (id: (typeof visit.members)[number]) => visitKey(composing.source, id);
  const reason = visit.lead.reason?.name ?? null;
  const said = {
    name,
    price,
    stage,
    fields: [...fields]
      .filter(([field]) => isWritten(field))
      .map(([field, id]): WireField => {
        const value = wireValue(values, field);
        return { field_id: id, values: value === null ? null : [value] };
      }),
    lossReason:
      stage === 'cancelled' && reason !== null
        ? (lossReasonOf.get(foldReason(reason)) ?? null)
        : null,
  };
  return {
    ...said,
    visit: key(visit.key),
    members: visit.members.map(key),
    patientId: visit.lead.patient,
    isFirst: visit.lead.cameBefore === null ? null : !visit.lead.cameBefore,
    bookedAt: bookedAt(visit, composing.timeZone),
    fingerprint: hasher.text('deal:whole', JSON.stringify(said)),
  };
}

/** Null: that row is gone, or does not tell. */
function bookedAt({ key, rows }: Visit, timeZone: string): number | null {
  const at = rows.find(({ id }) => id === key)?.bookedAt ?? null;
  return at === null ? null : instantOf(at, timeZone);
}

/** Null: the field is empty. */
function wireValue(
  values: ReturnType<typeof dealOf>['fields'],
  field: VisitFieldKey,
): WireValue | null {
  const value = values[field];
  if (typeof value !== 'string') return value === null ? null : { value };
  const line = singleLine(value);
  return line === null ? null : { value: cut(line, textLimit) };
}

/** A new deal, in the stage that its visit has come to. */
export function newDeal(
  deal: WantedDeal,
  { places }: Pick<KnownAccount, 'places'>,
  hasher: Hasher,
): {
  readonly lead: LeadWrite;
  readonly put: PutPlace;
  readonly sent: ReadonlyMap<string, string>;
} {
  const { name, price, stage, lossReason } = deal;
  const { pipeline, status } = places[stage];
  return {
    lead: {
      name,
      pipeline_id: pipeline,
      status_id: status,
      ...(price !== null && price > 0 && { price }),
      ...(lossReason !== null && { loss_reason_id: lossReason }),
      custom_fields_values: deal.fields.filter(({ values }) => values !== null),
    },
    put: { pipeline, status, as: stage },
    sent: new Map([...hashesOf(hasher, { name, price }), [wholeItem, deal.fingerprint]]),
  };
}
