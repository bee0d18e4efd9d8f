import type { PassResult } from '../pass/run-pass.ts';

/** A plan as people are told it. */
export interface PlanCounts {
  readonly create: number;
  /** Adoptions included. */
  readonly update: number;
  readonly adopt: number;
  readonly remove: number;
  readonly unchanged: number;
  readonly blocked: {
    readonly waiting: number;
    readonly identity: number;
    readonly uncertain: number;
    readonly missing: number;
  };
}

export function planCounts({
  planned,
  counts,
}: Pick<PassResult, 'planned' | 'counts'>): PlanCounts {
  const { unchanged = 0, waiting = 0, uncertain = 0, missing = 0 } = counts;
  return {
    create: planned.create,
    update: planned.update + planned.adopt,
    adopt: planned.adopt,
    remove: planned.remove,
    // What amoCRM holds already costs no request.
    unchanged: unchanged + planned.acknowledge,
    blocked: { waiting, identity: planned['identity-changed'], uncertain, missing },
  };
}
