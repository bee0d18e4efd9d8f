import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Move, type MoveCase, moveOf, type Pipeline } from '../../src/visits/deal/move.ts';
import { type VisitStage, visitStages } from '../../src/visits/stage.ts';

const place = (status: number, pipeline = 9) => ({ pipeline, status });
const statuses: Readonly<Record<VisitStage, number>> = {
  ...{ planned: 1, open: 1, appeared: 2, started: 3, ended: 4, billed: 142, cancelled: 143 },
};
const pipeline: Pipeline = {
  // A place for each stage.
  places: Object.fromEntries(
    visitStages.map((stage) => [stage, place(statuses[stage])]),
  ) as Pipeline['places'],
  unsorted: new Set([50]),
  protected: new Set([60]),
};

/** A deal that stands where we put it, as planned, and the patient came. */
const usual: MoveCase = {
  at: place(1),
  put: { at: place(1), as: 'planned' },
  isTouched: false,
  stage: 'appeared',
  quietUntil: 0,
  now: 1,
  lossReason: null,
  lossReasons: new Set([7]),
};
const put = (as: VisitStage) => ({ at: place(statuses[as]), put: { at: place(statuses[as]), as } });
const body = (status_id: number, more = {}) => ({ pipeline_id: 9, status_id, ...more });
const moves = (kind: string, to: object, isReasonGone = false) => ({
  ...{ move: 'moves', kind, body: to, isReasonGone },
});
const left = (why: string) => ({ move: 'left', why });

const cases: readonly (readonly [string, Partial<MoveCase>, object])[] = [
  ['goes on as its visit does', {}, moves('forward', body(2))],
  ['passes over stages that its visit passed over', { stage: 'ended' }, moves('forward', body(4))],
  ['is won when the visit is billed', { stage: 'billed' }, moves('closed', body(142))],
  ['is lost when it is cancelled', { stage: 'cancelled' }, moves('closed', body(143))],
  [
    'is lost for the reason that is meant',
    { stage: 'cancelled', lossReason: 7 },
    moves('closed', body(143, { loss_reason_id: 7 })),
  ],
  [
    'is lost without its reason where amoCRM has it no more, and that is told',
    { stage: 'cancelled', lossReason: 8 },
    moves('closed', body(143), true),
  ],
  ['stays where it is already', { at: place(2) }, { move: 'stays' }],
  ['stays while no more than its time passed', { stage: 'open' }, { move: 'stays' }],
  ['waits while IDENT may be changed again', { quietUntil: 2 }, { move: 'waits', until: 2 }],
  ['stays where a person moved it', { at: place(3) }, left('led-by-person')],
  ['stays in another pipeline', { at: place(1, 8) }, left('led-by-person')],
  ['stays won where a person won it', { at: place(142) }, left('closed-by-person')],
  ['stays lost where a person lost it', { at: place(143) }, left('closed-by-person')],
  ['stays in a stage that people protect', { at: place(60) }, left('protected')],
  [
    'stays in a protected stage although we put it there',
    { at: place(60), put: { at: place(60), as: 'planned' } },
    left('protected'),
  ],
  ['is not written in «Неразобранное»', { at: place(50) }, left('unsorted')],
  ['stays when we never put it anywhere', { put: null }, left('never-put')],
  ['goes back when IDENT went back', { ...put('ended'), stage: 'started' }, moves('back', body(3))],
  [
    'does not go back when a person touched it',
    { ...put('ended'), stage: 'started', isTouched: true },
    left('touched'),
  ],
  [
    'is opened when the visit was booked again, and loses its reason in the same request',
    { ...put('cancelled'), stage: 'planned' },
    moves('reopened', body(1, { loss_reason_id: null })),
  ],
  [
    'is won after all, and loses its reason',
    { ...put('cancelled'), stage: 'billed' },
    moves('closed', body(142, { loss_reason_id: null })),
  ],
  [
    'is lost though it was billed',
    { ...put('billed'), stage: 'cancelled' },
    moves('closed', body(143)),
  ],
];

test.each(cases)('a deal %s', (_, change, move) => {
  expect(moveOf({ ...usual, ...change }, pipeline)).toEqual(move);
});

const status = fc.constantFrom(1, 2, 3, 4, 142, 143, 50, 60, 70);
const anyPlace = fc.record({ pipeline: fc.constantFrom(9, 9, 8), status });
const anyCase: fc.Arbitrary<MoveCase> = fc.record({
  at: anyPlace,
  put: fc.option(fc.record({ at: anyPlace, as: fc.constantFrom(...visitStages) })),
  isTouched: fc.boolean(),
  stage: fc.constantFrom(...visitStages),
  quietUntil: fc.nat(4),
  now: fc.nat(4),
  lossReason: fc.constantFrom(null, 7, 8),
  lossReasons: fc.constant(new Set([7])),
});

test('wherever a deal stands, it moves only from where we put it, never out of a stage of people or of «Неразобранное», in words that amoCRM takes', () => {
  fc.assert(
    fc.property(anyCase, (one) => {
      const move: Move = moveOf(one, pipeline);
      if (move.move !== 'moves') return;
      const { status_id, pipeline_id, loss_reason_id } = move.body;
      expect(one.put?.at).toEqual(one.at);
      expect([50, 60]).not.toContain(one.at.status);
      expect({ pipeline: pipeline_id, status: status_id }).toEqual(pipeline.places[one.stage]);
      expect(one.now).toBeGreaterThanOrEqual(one.quietUntil);
      if (status_id === 143) expect([undefined, 7]).toContain(loss_reason_id);
      else expect(loss_reason_id).toBe(one.at.status === 143 ? null : undefined);
      const rank = (stage: VisitStage) => visitStages.indexOf(stage === 'open' ? 'planned' : stage);
      if (one.isTouched)
        expect(rank(one.stage)).toBeGreaterThanOrEqual(rank(one.put?.as ?? 'planned'));
    }),
    { numRuns: 1000, seed: 5 },
  );
});
