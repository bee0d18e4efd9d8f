import type { Reception } from './reception.ts';

/**
 * What a visit has come to, in the order in which IDENT stamps it. `open`: its time passed, and IDENT says nothing of what
 * became of it. `cancelled` goes before all stamps: a bill does not make a visit of what was called off.
 */
export const visitStages = [
  'planned',
  'open',
  'appeared',
  'started',
  'ended',
  'billed',
  'cancelled',
] as const;

export type VisitStage = (typeof visitStages)[number];

/** @param now the clinic's wall clock. */
export function stageOf(reception: Reception, now: string): VisitStage {
  if (reception.cancelled) return 'cancelled';
  const reached = (['billed', 'ended', 'started', 'appeared'] as const).find(
    (stamp) => reception[stamp],
  );
  if (reached !== undefined) return reached;
  return reception.start !== null && reception.start <= now ? 'open' : 'planned';
}

/** Whether a visit is over. */
export const isEnd = (stage: VisitStage | undefined): boolean =>
  stage === 'billed' || stage === 'cancelled';
