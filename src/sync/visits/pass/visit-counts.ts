import type { DealOutcomes } from '../deal/deal-tools.ts';
import type { FollowOutcomes } from '../follow/follow-tools.ts';

/** What a pass did with deals of visits, as its run lists it; what is 0 is left out. */
export const visitCountNames = [
  'dealsCreated',
  'dealsAdopted',
  'dealsUpdated',
  'dealsMoved',
  'dealsClosed',
  'dealsReopened',
  'dealsBack',
  'dealsLeft',
  'dealsQuiet',
  'dealsPortion',
  'dealsPostponed',
  'dealsStopped',
  'dealsBeside',
  'dealsRejected',
  'dealsUncertain',
  'dealsUnread',
  'dealsResting',
  'dealsGone',
  'dealsWithoutContact',
] as const;

export type VisitCountName = (typeof visitCountNames)[number];

export class VisitCounts {
  readonly #counts = new Map<VisitCountName, number>();

  add(name: VisitCountName, count: number): void {
    if (count > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
  }

  made(outcomes: DealOutcomes): void {
    this.add('dealsCreated', outcomes.made);
    this.add('dealsRejected', outcomes.rejected);
    this.add('dealsUncertain', outcomes.undecided);
    this.add('dealsStopped', outcomes.held);
    this.add('dealsBeside', outcomes.others);
    this.add('dealsGone', outcomes.deleted);
    this.add('dealsWithoutContact', outcomes.withoutContact + outcomes.withoutKey);
  }

  followed({ moved, left, ...outcomes }: FollowOutcomes): void {
    this.add('dealsUpdated', outcomes.updated);
    this.add('dealsMoved', moved.forward);
    this.add('dealsClosed', moved.closed);
    this.add('dealsReopened', moved.reopened);
    this.add('dealsBack', moved.back);
    this.add(
      'dealsLeft',
      Object.values(left).reduce((sum, one) => sum + one, 0),
    );
    this.add('dealsQuiet', outcomes.waiting.size);
    this.add('dealsPostponed', outcomes.postponed.size);
    this.add('dealsRejected', outcomes.rejected);
    this.add('dealsGone', outcomes.gone + outcomes.odd);
  }

  /** Whether something that was to be written is not. */
  get isIncomplete(): boolean {
    const open = [
      ...(['dealsRejected', 'dealsUncertain', 'dealsPostponed', 'dealsStopped'] as const),
      ...(['dealsUnread', 'dealsResting', 'dealsBeside'] as const),
    ];
    return open.some((name) => this.#counts.has(name));
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      visitCountNames.flatMap((name) => {
        const count = this.#counts.get(name);
        return count === undefined ? [] : [[name, count]];
      }),
    );
  }
}
