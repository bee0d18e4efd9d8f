import fc from 'fast-check';

const marks = [
  ...['PatientAppeared', 'ReceptionStarted', 'ReceptionEnded', 'CheckIssued'],
  'ReceptionCanceled',
] as const;
export const stages = [
  'Запланирован',
  'Пациент пришёл',
  'В процессе',
  'Завершён',
  'won',
  'lost',
] as const;

const at = fc.nat({ max: 50 });
/** What may happen at a clinic and in its account, in any order. */
export const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('book' as const), at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('move' as const), at }) },
  {
    weight: 7,
    arbitrary: fc.record({
      ...{ is: fc.constant('mark' as const), at, mark: fc.constantFrom(...marks) },
      isTakenBack: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('erase' as const), at }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('drag' as const), at, to: fc.constantFrom(...stages) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constantFrom('name' as const, 'price' as const, 'bin' as const),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('arrive' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ is: fc.constant('sale' as const), at, isWaited: fc.boolean() },
      /** Of whom it is: the patient's alone, or of a relative first. */
      isShared: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('robot' as const),
      on: fc.constantFrom('created' as const, 'moved' as const),
      does: fc.constantFrom('name' as const, 'price' as const, 'stage' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('merge deals' as const), at }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('merge contacts' as const), at }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('other patient' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('lost answer' as const),
      method: fc.constantFrom('POST' as const, 'PATCH' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('death' as const),
      nth: fc.integer({ min: 1, max: 12 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('loss' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('time' as const),
      minutes: fc.integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 14, arbitrary: fc.record({ is: fc.constant('pass' as const) }) },
);
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;
