import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { Reception, ReceptionId } from '../../src/visits/reception.ts';
import { type KnownVisit, type Visit, visitsOf } from '../../src/visits/visit.ts';
import { id, of, reception } from './reception.ts';

/** What a clinic does from one look to the next. */
type Event =
  | { readonly is: 'book'; readonly patient: number | null }
  | { readonly is: 'move'; readonly of: number; readonly keeps: boolean }
  | { readonly is: 'cancel' | 'restore' | 'delete'; readonly of: number }
  | { readonly is: 'give'; readonly of: number; readonly to: number };

const whose = fc.constantFrom(1, 2);
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ is: fc.constant('book' as const), patient: fc.constantFrom(1, 1, 2, null) }),
  fc.record({ is: fc.constant('move' as const), of: fc.nat(30), keeps: fc.boolean() }),
  fc.record({
    is: fc.constantFrom('cancel' as const, 'restore' as const, 'delete' as const),
    of: fc.nat(30),
  }),
  fc.record({ is: fc.constant('give' as const), of: fc.nat(30), to: whose }),
);

/** A clinic whose visits get deals after each of its events, and are remembered as the state does. */
class World {
  readonly rows = new Map<ReceptionId, Reception>();
  readonly members = new Map<ReceptionId, KnownVisit>();
  #next = 1;

  happen(one: Event): void {
    if (one.is === 'book') {
      this.#add(reception(this.#next, null, of(one.patient)));
      return;
    }
    const row = [...this.rows.values()][one.of % Math.max(1, this.rows.size)];
    if (row === undefined) return;
    if (one.is === 'delete') this.rows.delete(row.id);
    else if (one.is === 'give') this.#add({ ...row, patient: one.to as PatientId });
    else if (one.is === 'move') {
      this.#add(reception(this.#next, row.id, of(row.patient)));
      if (!one.keeps) this.#add({ ...row, cancelled: true });
    } else this.#add({ ...row, cancelled: one.is === 'cancel' });
  }

  look(): readonly Visit[] {
    return visitsOf([...this.rows.values()], (one) => this.members.get(one));
  }

  /** Makes the deals of what has none. */
  remember(visits: readonly Visit[]): void {
    for (const { deal, key, members, lead } of visits) {
      const known = deal === 'known' ? this.members.get(key) : undefined;
      const patient = known?.patient ?? lead.patient;
      if (deal === 'reassigned' || patient === null) continue;
      for (const member of members) this.members.set(member, { key, patient });
    }
  }

  #add(row: Reception): void {
    this.rows.set(row.id, row);
    this.#next = Math.max(this.#next, row.id + 1);
  }
}

test('whatever a clinic books, moves, cancels, deletes and gives to others, a visit keeps its deal, no visit gets two, and no deal two visits', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25 }), (events) => {
      const world = new World();
      const made = new Map<ReceptionId, PatientId>();
      for (const one of events) {
        world.happen(one);
        const visits = world.look();
        const withDeal = visits.filter(({ deal }) => deal !== 'reassigned');
        // Each row is in one visit.
        expect(visits.flatMap(({ rows }) => rows.map((row) => row.id)).toSorted(byNumber)).toEqual(
          [...world.rows.keys()].toSorted(byNumber),
        );
        expect(new Set(withDeal.map(({ key }) => key)).size).toBe(withDeal.length);
        for (const { key, deal, rows, members, lead } of visits) {
          const patients = new Set(rows.flatMap(({ patient }) => patient ?? []));
          expect(patients.size).toBeLessThanOrEqual(1);
          const deals = new Set(members.flatMap((member) => world.members.get(member)?.key ?? []));
          expect(deals.size).toBeLessThanOrEqual(1);
          if (deal === 'known') {
            expect(deals).toEqual(new Set([key]));
            // What it tells is its own patient's.
            for (const patient of patients) expect(patient).toBe(made.get(key));
          }
          if (deal === 'new') {
            expect(made.has(key)).toBe(false);
            if (lead.patient !== null) made.set(key, lead.patient);
          }
          const live = rows.filter(({ cancelled }) => !cancelled);
          if (live.length > 0) expect(lead.id).toBe(Math.max(...live.map((row) => row.id)));
        }
        world.remember(visits);
        // What was remembered changes nothing by itself.
        const again = world.look();
        expect(again.map(plain)).toEqual(
          visits.map((visit) => plain(visit.lead.patient === null ? visit : settled(visit))),
        );
      }
    }),
    { numRuns: 500, seed: 26 },
  );
});

const byNumber = (a: number, b: number) => a - b;
const plain = ({ key, deal, members, lead }: Visit) => ({ key, deal, members, lead: lead.id });
const settled = (visit: Visit): Visit =>
  visit.deal === 'new' ? { ...visit, deal: 'known' } : visit;

const cases: readonly (readonly [
  string,
  readonly Reception[],
  Readonly<Record<number, number>>,
  unknown,
])[] = [
  [
    'moved from its first time once more, after the second one was called off: its deal goes along',
    [reception(1, null, off()), reception(2, 1, off()), reception(3, 1)],
    { 1: 1, 2: 1 },
    [[1, 'known', 3]],
  ],
  [
    'moved to a second time as well: that one gets a deal of its own',
    [reception(1, null, off()), reception(2, 1), reception(3, 1)],
    { 1: 1, 2: 1 },
    [
      [1, 'known', 3],
      [2, 'new', 2],
    ],
  ],
  [
    'moved to two times that have a deal each: neither takes the other, whichever is called off',
    [reception(1, null, off()), reception(2, 1, off()), reception(3, 1)],
    { 1: 1, 2: 1, 3: 3 },
    [
      [1, 'known', 2],
      [3, 'known', 3],
    ],
  ],
  [
    'moved twice, with the row between deleted: its deal stays one',
    [reception(1, null, off()), reception(3, 2)],
    { 1: 1, 2: 1, 3: 1 },
    [[1, 'known', 3]],
  ],
  [
    'given to another patient: the deal is not told of, and no other one made',
    [reception(1, null, of(2))],
    { 1: 1 },
    [[1, 'reassigned', 1]],
  ],
];

test.each(cases)('a visit with a deal that was %s', (_, rows, deals, told) => {
  const known = (one: ReceptionId) => {
    const key = deals[one];
    return key === undefined ? undefined : { key: id(key), patient: 1 as PatientId };
  };
  const visits = visitsOf(rows, known);
  expect(visits.map(({ key, deal, lead }) => [key, deal, lead.id])).toEqual(told);
});

function off() {
  return { cancelled: true } as const;
}
