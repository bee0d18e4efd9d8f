import { isSame, type Place } from './move.ts';

/** A visit's deal, as an audit finds it. */
export interface AuditCase {
  /** Where it stands; null: it is not there. */
  readonly at: Place | null;
  /** Where we last put it; null: nowhere. */
  readonly put: Place | null;
  /** Where its visit would have it. */
  readonly meant: Place;
  /** Whether it carries its visit's key. */
  readonly isKeyed: boolean;
  /** How many other deals carry its visit. */
  readonly others: number;
  /** Whether the contact of its visit's patient stands in it. */
  readonly hasContact: boolean;
  /** Whether a robot of the account wrote it last. */
  readonly isByRobot: boolean;
  readonly price: number | null;
  readonly isPriceOurs: boolean;
  /** Whole roubles; null: not known, or not confirmed. */
  readonly meantPrice: number | null;
}

/** What the engine does not mend by itself, and people are told. */
export type DealFlaw =
  | 'deal-doubled'
  | 'deal-missing'
  | 'deal-unkeyed'
  | 'deal-orphaned'
  | 'deal-by-robot'
  | 'deal-led'
  | 'deal-price';

/** Of a deal that is not there, or whose it is nobody knows, nothing else is said. */
export function flawsOf(deal: AuditCase): readonly DealFlaw[] {
  if (deal.others > 0) return ['deal-doubled'];
  if (deal.at === null) return ['deal-missing'];
  if (!deal.isKeyed) return ['deal-unkeyed'];
  const flaws: DealFlaw[] = [];
  if (!deal.hasContact) flaws.push('deal-orphaned');
  const isElsewhere =
    deal.put !== null && !isSame(deal.at, deal.put) && !isSame(deal.at, deal.meant);
  if (isElsewhere) flaws.push(deal.isByRobot ? 'deal-by-robot' : 'deal-led');
  const { price, meantPrice } = deal;
  const isOthersPrice = price !== null && price !== 0 && !deal.isPriceOurs;
  if (meantPrice !== null && isOthersPrice && price !== meantPrice) flaws.push('deal-price');
  return flaws;
}
