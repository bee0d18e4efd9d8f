import fc from 'fast-check';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import type { Death } from '../mortal-process.ts';
import type { Simulation } from '../simulation.ts';
import { beside } from './beside.ts';
import { inBranches } from './branches.ts';
import { breaks } from './breaks.ts';
import type { Circumstances, Interlude } from './circumstances.ts';
import { Event } from './event.ts';
import { inFirstLoad } from './first-load.ts';
import { inChain } from './in-chain.ts';
import { inCrm } from './in-crm.ts';
import { inIdent } from './in-ident.ts';
import { inIdentity } from './in-identity.ts';

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc
    .record({
      kind: fc.constant('status' as const),
      // 204 to a write: an answer that names nobody.
      status: fc.constantFrom(500, 502, 504, 204, 429, 401, 402, 400, 403),
      body: fc.constantFrom('html' as const, 'json' as const),
      when: fc.constantFrom('before' as const, 'after' as const),
    })
    .map((fault) =>
      // A throttled request, or one without a valid token, never gets as far as the CRM.
      [401, 402, 429].includes(fault.status) ? { ...fault, when: 'before' as const } : fault,
    ),
  fc.record({
    kind: fc.constant('drop' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('late-commit' as const),
    ms: fc.integer({ min: 5_000, max: 30_000 }),
  }),
  // What a front answers for a request that is carried out behind it.
  fc.record({
    kind: fc.constant('late-commit' as const),
    ms: fc.integer({ min: 5_000, max: 30_000 }),
    status: fc.constantFrom(504, 400, 403),
    body: fc.constantFrom('html' as const, 'json' as const),
  }),
  fc.record({
    kind: fc.constant('hang' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('garbage' as const),
    body: fc.constantFrom('truncated' as const, 'text' as const, 'cut' as const, 'empty' as const),
  }),
  fc.record({ kind: fc.constant('omit' as const), rows: fc.constantFrom([0], [1], [0, 2]) }),
  fc.record({
    kind: fc.constant('reject' as const),
    rows: fc.constantFrom([0], [1, 2]),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
);

/** A reading that lies is beyond what is assumed of amoCRM. */
const isOfWrites = (fault: Fault): boolean =>
  ['late-commit', 'omit', 'reject'].includes(fault.kind) ||
  (fault.kind === 'status' && fault.status === 204);

const faultEvents = fc
  .record({
    fault: faults,
    path: fc.constantFrom('/api/v4/contacts', '/api/v4/contacts', '/api/v4/'),
    method: fc.constantFrom('POST', 'PATCH', 'GET'),
    skip: fc.nat({ max: 3 }),
    times: fc.integer({ min: 1, max: 3 }),
  })
  .map(
    ({ fault, path, method, skip, times }) =>
      new Event(
        `fault: ${method} ${path} ${JSON.stringify(fault)} skip ${skip} × ${times}`,
        (simulation) => {
          if (isOfWrites(fault) && method === 'GET') return;
          simulation.world.sandbox.faults.add({ match: { method, path }, skip, times, fault });
        },
      ),
  );

/** What may become of a refresh. */
const tokenFaults = faults.filter(({ kind }) => !['omit', 'reject', 'late-commit'].includes(kind));

const trouble = [
  fc.tuple(tokenFaults, fc.integer({ min: 1, max: 3 })).map(
    ([fault, times]) =>
      new Event(`fault: tokens ${JSON.stringify(fault)} × ${times}`, (simulation) => {
        const match = { method: 'POST', path: '/oauth2/access_token' };
        simulation.world.sandbox.faults.add({ match, times, fault });
      }),
  ),
  faultEvents,
  faultEvents,
  faultEvents,
  fc
    .integer({ min: -90, max: 90 })
    .map(
      (minutes) =>
        new Event(`it is ${minutes} min from the next turn of the clinic’s clocks`, (simulation) =>
          simulation.toNextTurn(minutes),
        ),
    ),
  fc
    .integer({ min: -7_200_000, max: 7_200_000 })
    .map(
      (ms) =>
        new Event(`the wall clock jumps by ${Math.round(ms / 60_000)} min`, (simulation) =>
          simulation.jump(ms),
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
  fc.constant(new Event('a person connects amoCRM anew', (simulation) => simulation.connect())),
  fc.constant(new Event('the state is lost', (simulation) => simulation.loseState())),
  fc.constant(new Event('the state is copied', (simulation) => simulation.saveState())),
  fc.constant(new Event('the copied state is put back', (simulation) => simulation.restoreState())),
] as const;

const death: fc.Arbitrary<Death> = fc.oneof(
  fc.record({
    at: fc.constant('request' as const),
    nth: fc.integer({ min: 1, max: 14 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    at: fc.constant('step' as const),
    nth: fc.integer({ min: 1, max: 90 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
);

const interlude: fc.Arbitrary<Interlude> = fc.record({
  after: fc.nat({ max: 6 }),
  events: fc.array(fc.oneof(...inIdent, ...inCrm, faultEvents), { maxLength: 4 }),
});

const mode = fc.constantFrom('auto' as const, 'deep' as const);
const fate = fc.option(death, { nil: undefined, freq: 3 });

const interludes = fc.array(interlude, { minLength: 1, maxLength: 2 });

const withOthers = (what: string) =>
  fc
    .tuple(interludes, fate)
    .map(
      ([interludes, death]) =>
        new Event(
          `${what} with others between its pages (${interludes.map(toldOf).join('; ')})${death ? `, ${killed(death)}` : ''}`,
          (simulation) => simulation.pass('deep', { interludes, ...(death && { death }) }),
        ),
    );

/** What it may all begin with. */
export const firstLoad = withOthers('a first load');

const passes = [
  mode.map((mode) => new Event(`${mode} pass`, (simulation) => simulation.pass(mode))),
  mode.map(
    (mode) =>
      new Event(`${mode} pass, no mass change allowed`, (simulation) =>
        simulation.pass(mode, { guarded: true }),
      ),
  ),
  fc
    .tuple(mode, death)
    .map(
      ([mode, death]) =>
        new Event(`${mode} pass, ${killed(death)}`, (simulation) =>
          simulation.pass(mode, { death }),
        ),
    ),
  withOthers('deep pass'),
] as const;

const killed = ({ at, nth, when }: Death): string => `killed ${when} ${at} ${nth}`;
const toldOf = ({ after, events }: Interlude): string => `${after}: ${events.join(', ')}`;

/** Everything that may happen, passes more often than the rest. */
export const happenings: fc.Arbitrary<fc.AsyncCommand<Circumstances, Simulation>>[] = [
  ...inIdent,
  ...inCrm,
  ...inIdentity,
  ...inChain,
  ...beside,
  ...inBranches,
  ...inFirstLoad,
  ...breaks,
  ...trouble,
  ...passes,
  ...passes,
  ...passes,
];
