import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LossReasonId, PipelineId, StatusId } from '../../src/amocrm/model/lead.ts';
import {
  type Move,
  type MoveCase,
  moveOf,
  type Pipeline,
  type Place,
} from '../../src/visits/deal/move.ts';
import { type VisitStage, visitStages } from '../../src/visits/stage.ts';

const place = (status: number, pipeline = 9): Place => ({
  pipeline: pipeline as PipelineId,
  status: status as StatusId,
});
const [reason, goneReason] = [7 as LossReasonId, 8 as LossReasonId];
const statuses: Readonly<Record<VisitStage, number>> = {
  ...{ planned: 1, open: 1, appeared: 2, started: 3, ended: 4, billed: 142, cancelled: 143 },
};
const pipeline: Pipeline = {
  // A place for each stage.
  places: Object.fromEntries(
    visitStages.map((stage) => [stage, place(statuses[stage])]),
  ) as Pipeline['places'],
  unsorted: new Set([place(50).status]),
  protected: new Set([place(60).status]),
};

/** A deal that stands where we put it, as planned, and the patient came. */
const usual: MoveCase = {
  at: place(1),
  put: { ...place(1), as: 'planned' },
  isTouched: false,
  stage: 'appeared',
  quietUntil: 0,
  now: 1,
  lossReason: null,
  lossReasons: new Set([reason]),
};
const put = (as: VisitStage) => ({ at: place(statuses[as]), put: { ...place(statuses[as]), as } });
const body = (status_id: number, more = {}) => ({ pipeline_id: 9, status_id, ...more });
const moves = (kind: string, to: object) => ({ move: 'moves', kind, body: to });
const left = (why: string) => ({ move: 'left', why });

const cases: readonly (readonly [string, Partial<MoveCase>, object])[] = [
  ['goes on as its visit does', {}, moves('forward', body(2))],
  ['passes over stages that its visit passed over', { stage: 'ended' }, moves('forward', body(4))],
  ['is won when the visit is billed', { stage: 'billed' }, moves('closed', body(142))],
  ['is lost when it is cancelled', { stage: 'cancelled' }, moves('closed', body(143))],
  [
    'is lost for the reason that is meant',
    { stage: 'cancelled', lossReason: reason },
    moves('closed', body(143, { loss_reason_id: 7 })),
  ],
  [
    'is lost without its reason where amoCRM has it no more',
    { stage: 'cancelled', lossReason: goneReason },
    moves('closed', body(143)),
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
    { at: place(60), put: { ...place(60), as: 'planned' } },
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
const anyPlace = fc.tuple(status, fc.constantFrom(9, 9, 8)).map(([at, of]) => place(at, of));
const anyCase: fc.Arbitrary<MoveCase> = fc.record({
  at: anyPlace,
  put: fc.option(
    fc.tuple(anyPlace, fc.constantFrom(...visitStages)).map(([at, as]) => ({ ...at, as })),
  ),
  isTouched: fc.boolean(),
  stage: fc.constantFrom(...visitStages),
  quietUntil: fc.nat(4),
  now: fc.nat(4),
  lossReason: fc.constantFrom(null, reason, goneReason),
  lossReasons: fc.constant(new Set([reason])),
});

test('wherever a deal stands, it moves only from where we put it, never out of a stage of people or of «Неразобранное», in words that amoCRM takes', () => {
  fc.assert(
    fc.property(anyCase, (one) => {
      const move: Move = moveOf(one, pipeline);
      if (move.move !== 'moves') return;
      const { status_id, pipeline_id, loss_reason_id } = move.body;
      expect(one.put).toMatchObject(one.at);
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
