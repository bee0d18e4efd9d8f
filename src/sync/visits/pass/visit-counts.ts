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
