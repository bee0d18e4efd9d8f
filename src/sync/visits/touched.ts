import type { AmoLead } from '../../amocrm/model/lead.ts';
import type { Hasher } from '../../contact/value/hasher.ts';
import type { PutPlace, VisitDealRow } from '../../state/visits/visit-deals.ts';
import { nameHash, priceHash } from './deal/deal-items.ts';

/** Robots of the account itself have no number. */
export const isOthers = ({ updatedBy }: Pick<AmoLead, 'updatedBy'>, self: number): boolean =>
  updatedBy === null || (updatedBy !== 0 && updatedBy !== self);

/**
 * Whether anybody but us ever changed a deal of ours: it was seen so before, wrote it last, or it stands, is called or
 * costs otherwise than we left it.
 *
 * @param put where a request without an answer may have moved it.
 */
export function isTouched(
  { hasher, self }: { readonly hasher: Hasher; readonly self: number },
  {
    row,
    lead,
    put,
  }: { readonly row: VisitDealRow; readonly lead: AmoLead; readonly put: PutPlace | null },
): boolean {
  const isAt = (place: PutPlace | null) =>
    place !== null && lead.pipelineId === place.pipeline && lead.statusId === place.status;
  const { acknowledged } = row;
  return (
    row.isTouched ||
    isOthers(lead, self) ||
    !(isAt(row.put) || isAt(put)) ||
    nameHash(hasher, lead.name) !== acknowledged.get('name') ||
    ((lead.price ?? 0) !== 0 && priceHash(hasher, lead.price) !== acknowledged.get('price'))
  );
}
