import fc from 'fast-check';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { Event } from './event.ts';
import { inCrm } from './in-crm.ts';
import { inIdent } from './in-ident.ts';
import type { Death } from './mortal-process.ts';
import type { Simulation } from './simulation.ts';

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc
    .record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(500, 502, 504, 429, 401, 402, 403),
      when: fc.constantFrom('before' as const, 'after' as const),
    })
    .map((fault) => (fault.status < 500 ? { ...fault, when: 'before' as const } : fault)),
  fc.record({
    kind: fc.constant('drop' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('late-commit' as const),
    ms: fc.integer({ min: 5_000, max: 30_000 }),
  }),
  fc.record({
    kind: fc.constant('hang' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('garbage' as const),
    body: fc.constantFrom('truncated' as const, 'text' as const, 'cut' as const),
  }),
  fc.record({ kind: fc.constant('omit' as const), rows: fc.constantFrom([0], [1], [0, 2]) }),
  fc.record({ kind: fc.constant('reject' as const), rows: fc.constantFrom([0], [1, 2]) }),
);

const trouble = [
  fc
    .record({
      fault: faults,
      method: fc.constantFrom('POST', 'PATCH', 'GET'),
      skip: fc.nat({ max: 3 }),
      times: fc.integer({ min: 1, max: 3 }),
    })
    .map(
      ({ fault, method, skip, times }) =>
        new Event(
          `fault: ${method} ${JSON.stringify(fault)} skip ${skip} × ${times}`,
          (simulation) => {
            // These are about writes; a reading that lies is beyond what is assumed of amoCRM.
            if (['late-commit', 'omit', 'reject'].includes(fault.kind) && method === 'GET') return;
            simulation.world.sandbox.faults.add({
              match: { method, path: '/api/v4/contacts' },
              skip,
              times,
              fault,
            });
          },
        ),
    ),
  fc
    .integer({ min: -7_200_000, max: 7_200_000 })
    .map(
      (ms) =>
        new Event(`the wall clock jumps by ${Math.round(ms / 60_000)} min`, (simulation) =>
          simulation.world.clock.jump(ms),
        ),
    ),
  fc
    .integer({ min: 1_000, max: 90_000_000 })
    .map(
      (ms) =>
        new Event(`${Math.round(ms / 60_000)} min pass`, (simulation) =>
          simulation.world.clock.advance(ms),
        ),
    ),
  fc.constant(
    new Event('amoCRM: the tokens are revoked', (simulation) => {
      simulation.world.sandbox.oauth.revokeAll();
    }),
  ),
  fc.constant(
    new Event('a person connects amoCRM anew', (simulation) => {
      simulation.world.amo = simulation.world.client();
    }),
  ),
  fc.constant(new Event('the state is copied', (simulation) => simulation.saveState())),
  fc.constant(new Event('the copied state is put back', (simulation) => simulation.restoreState())),
] as const;

const death: fc.Arbitrary<Death> = fc.record({
  atRequest: fc.integer({ min: 1, max: 14 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const passes = [
  fc.constant(new Event('incremental pass', (simulation) => simulation.pass('auto'))),
  fc.constant(new Event('deep pass', (simulation) => simulation.pass('deep'))),
  fc
    .tuple(fc.constantFrom('auto' as const, 'deep' as const), death)
    .map(
      ([mode, at]) =>
        new Event(`${mode} pass, killed ${at.when} request ${at.atRequest}`, (simulation) =>
          simulation.pass(mode, at),
        ),
    ),
] as const;

/** Everything that may happen, passes more often than the rest. */
export const happenings: fc.Arbitrary<fc.AsyncCommand<object, Simulation>>[] = [
  ...inIdent,
  ...inCrm,
  ...trouble,
  ...passes,
  ...passes,
  ...passes,
];
