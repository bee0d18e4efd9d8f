import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PipelineId, StatusId } from '../../src/amocrm/model/lead.ts';
import { type AuditCase, type DealFlaw, flawsOf } from '../../src/visits/deal/audit.ts';
import type { Place } from '../../src/visits/deal/move.ts';

const place = (status: number, pipeline = 9): Place => ({
  pipeline: pipeline as PipelineId,
  status: status as StatusId,
});
const usual: AuditCase = {
  ...{ at: place(1), put: place(1), meant: place(1), isKeyed: true, others: 0 },
  ...{ hasContact: true, isByRobot: false, price: 500, isPriceOurs: true, meantPrice: 500 },
};

const cases: readonly (readonly [string, Partial<AuditCase>, readonly DealFlaw[]])[] = [
  ['that is as its visit would have it is not told', {}, []],
  ['that is to move is the engine’s', { meant: place(2) }, []],
  ['whose own price fell behind is the engine’s', { meantPrice: 900 }, []],
  ['that is not there is told', { at: null }, ['deal-missing']],
  ['whose key is gone is told', { isKeyed: false }, ['deal-unkeyed']],
  ['with a second one beside it is told', { others: 1 }, ['deal-doubled']],
  ['without its patient’s contact is told', { hasContact: false }, ['deal-orphaned']],
  ['that a person moved is told', { at: place(3) }, ['deal-led']],
  ['that a person moved to where its visit is now is not', { at: place(2), meant: place(2) }, []],
  ['that a robot moved is told as such', { at: place(3), isByRobot: true }, ['deal-by-robot']],
  ['that was never put anywhere is led by nobody', { put: null, at: place(3) }, []],
  ['with a person’s price is told', { isPriceOurs: false, price: 70 }, ['deal-price']],
  ['with a person’s price that is right is not', { isPriceOurs: false }, []],
  [
    'with a price that nobody confirmed is not',
    { isPriceOurs: false, price: 70, meantPrice: null },
    [],
  ],
];

test.each(cases)('in an audit a deal %s', (_, more, flaws) => {
  expect(flawsOf({ ...usual, ...more })).toEqual(flaws);
});

test('of a deal that is gone, doubled or without its key an audit says that alone', () => {
  const spot = fc.constantFrom(place(1), place(2), place(1, 8));
  const any = fc.record({
    ...{ at: fc.option(spot), put: fc.option(spot), meant: spot, others: fc.nat(2) },
    ...{
      isKeyed: fc.boolean(),
      hasContact: fc.boolean(),
      isByRobot: fc.boolean(),
      isPriceOurs: fc.boolean(),
    },
    ...{ price: fc.option(fc.nat(3)), meantPrice: fc.option(fc.nat(3)) },
  });
  fc.assert(
    fc.property(any, (deal) => {
      const flaws = flawsOf(deal);
      const isSure = deal.others === 0 && deal.at !== null && deal.isKeyed;
      if (!isSure) expect(flaws).toHaveLength(1);
      // Whose price is ours is never told: the engine puts it right.
      if (deal.isPriceOurs) expect(flaws).not.toContain('deal-price');
      expect(flaws.includes('deal-led') && flaws.includes('deal-by-robot')).toBe(false);
    }),
  );
});
