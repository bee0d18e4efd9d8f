import fc from 'fast-check';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { Manners } from '../../../src/sandbox/sandbox-options.ts';
import { Break, Event, pick } from './event.ts';

/** Later than is assumed, and not so late that a last look at creates could come before it. */
export const longestLagMs = 40_000;

const lasting: readonly (readonly [string, Partial<Manners>])[] = [
  ['what is asked for newest first comes oldest first', { idOrder: 'ascending' }],
  ['what is asked for by id comes in no order', { idOrder: 'shuffled' }],
  ['new contacts get lower and lower ids', { newIds: 'falling' }],
  ['the last page of a list comes again for ever', { endlessPages: 'repeated' }],
  ['empty pages come for ever behind a list', { endlessPages: 'empty' }],
  ['what is new is shown later than ever', { listLagMs: longestLagMs }],
];

const odd: readonly (readonly [string, Fault])[] = [
  ['a new contact’s id is below all others', { kind: 'new-ids', ids: [1_000] }],
  ['two new contacts’ ids are below all others', { kind: 'new-ids', ids: [2_001, 2_000] }],
  ['a new contact’s id is the largest there can be', { kind: 'new-ids', ids: [2 ** 53 - 2] }],
  ['an answer names an id that no contact has', { kind: 'answered-ids', ids: [2 ** 53 - 2] }],
  ['two new contacts become one, the first', { kind: 'one-id', rows: [0, 1], carries: 'first' }],
  ['two new contacts become one, the last', { kind: 'one-id', rows: [0, 1], carries: 'last' }],
  ['four new contacts become one', { kind: 'one-id', rows: [0, 1, 2, 3] }],
];

const create = { method: 'POST', path: '/api/v4/contacts' };

/** What is assumed never to happen, and the end of it. Only what some answer can show: the rest no program can notice. */
export const breaks = [
  fc.constantFrom(...lasting).map(
    ([what, manners]) =>
      new Break(what, ({ world }) => {
        Object.assign(world.sandbox.manners, manners);
      }),
  ),
  fc.tuple(fc.constantFrom(...odd), fc.nat({ max: 2 })).map(
    ([[what, fault], skip]) =>
      new Break(what, ({ world }) => {
        world.sandbox.faults.add({ match: create, skip, fault });
      }),
  ),
  fc.nat({ max: 40 }).map(
    (at) =>
      new Break('an answer names a contact of somebody else', async ({ world, contacts }) => {
        // One that nobody has seen yet might as well be the new one (SPEC §7).
        const mark = (await world.state.meta.get('highestContactId')) ?? 0;
        const id = pick(
          contacts.filter((contact) => contact <= mark),
          at,
        );
        if (id === undefined) return;
        world.sandbox.faults.add({ match: create, fault: { kind: 'answered-ids', ids: [id] } });
      }),
  ),
  fc.constant(new Event('amoCRM is as assumed again', (simulation) => simulation.mend())),
] as const;
