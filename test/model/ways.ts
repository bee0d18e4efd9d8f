import fc from 'fast-check';
import type { Manners } from '../../src/sandbox/sandbox-options.ts';

const seldom = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.constantFrom(usual, usual, usual, ...others);

/** How an account may be without breaking anything that is assumed of amoCRM. */
export const ways: fc.Arbitrary<Partial<Manners>> = fc.record({
  contactNameOrder: fc.constantFrom(1, 2),
  oddFields: seldom(false, true),
  phoneForm: seldom<Manners['phoneForm']>('written', 'grouped'),
  nameForm: seldom<Manners['nameForm']>('written', 'trimmed', 'titled', 'composed'),
  emailForm: seldom<Manners['emailForm']>('written', 'lower'),
  dateForm: seldom<Manners['dateForm']>('midnight', 'noon', 'offset'),
  textForm: seldom<Manners['textForm']>('written', 'trimmed'),
});
