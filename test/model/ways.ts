import fc from 'fast-check';
import type { Manners } from '../../src/sandbox/sandbox-options.ts';

const seldom = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.constantFrom(usual, usual, usual, ...others);

/** How an account may be without breaking anything that is assumed of amoCRM. */
export const ways: fc.Arbitrary<Partial<Manners>> = fc.record({
  // Of what changes nothing may be late: nobody can read what is not shown before it is written over (SPEC §7).
  lagging: fc.constant('coming'),
  listLagMs: fc.constantFrom(0, 0, 2_000, 15_000),
  getLags: fc.boolean(),
  goneContact: fc.constantFrom(204, 204, 404, 200),
  contactNameOrder: fc.constantFrom(1, 2),
  oddFields: seldom(false, true),
  phoneForm: seldom<Manners['phoneForm']>('written', 'grouped'),
  nameForm: seldom<Manners['nameForm']>('written', 'trimmed', 'titled', 'composed'),
  emailForm: seldom<Manners['emailForm']>('written', 'lower'),
  dateForm: seldom<Manners['dateForm']>('midnight', 'noon', 'offset'),
  textForm: seldom<Manners['textForm']>('written', 'trimmed'),
});

/** How the account's feed may be: nothing is assumed of it, but that a deep pass does without it. */
export const feeds: fc.Arbitrary<Partial<Manners>> = fc.record({
  eventLagMs: seldom(0, 5_000, 180_000),
  eventRetentionMs: seldom(90 * 24 * 3_600_000, 3_600_000),
  eventsRefused: seldom<Manners['eventsRefused']>(0, 403),
  eventsEmpty: seldom(false, true),
  eventsDoubled: fc.constantFrom('no', 'same-id', 'own-id'),
  eventsLost: seldom(0, 3),
  fieldEvents: fc.constantFrom('general', 'by-field'),
  mergeEvents: fc.constantFrom('survivor', 'loser', 'both'),
  tagEventsOfNew: fc.boolean(),
});
