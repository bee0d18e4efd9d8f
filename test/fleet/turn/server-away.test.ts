import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EndedTurn } from '../../../src/fleet/tables/due-times.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { cutOnWriting } from '../../support/postgres/cut-on-writing.ts';
import { FleetGround } from '../fleet-ground.ts';
import { type Given, oneTurn } from './one-turn.ts';

const patients = 60;
const clinics = ['one', 'two'] as const;

let ground: FleetGround;
const accounts = new Map<string, Sandbox>();

beforeAll(async () => {
  ground = await FleetGround.make();
  for (const [at, name] of clinics.entries()) {
    await ground.patients(`${name}.db`, patients);
    accounts.set(name, await ground.account(31_000_001 + at));
  }
  ground.write(
    [...accounts].map(([name, sandbox]) => ({ name, schema: name, sandbox })),
    'clinics.yaml',
  );
  await ground.run('fleet', 'migrate');
  for (const name of clinics) await ground.run('fleet', 'add', name, '--start');
});
afterAll(() => ground[Symbol.asyncDispose]());

/** It had failed once before. */
const begun = { begun: { failures: 1 } };
/** No failure of the clinic’s: none is added, it is not held for one that may hang, and is due again soon. */
const endedBy = (outcome: string) => ({ outcome, failures: 1, class: 'long', dueInMs: 10_000 });

/** Somebody who looks after the server ends these sessions as soon as the pass writes into the table. */
const endOnWriting = (table: string, which: string): string => {
  const schema = table.split('.')[0];
  return `create function ${schema}.ends() returns trigger language plpgsql as $$ begin
      perform pg_terminate_backend(pid) from pg_stat_activity where ${which};
      return new;
    end $$;
    create trigger ends before insert on ${table} for each statement execute function ${schema}.ends()`;
};

test('a pass whose server goes away while it writes is told as such, also where its clean-up meets the same', async () => {
  await ground.sql(`${cutOnWriting('one.links', 'one')};
    create function one.ends() returns trigger language plpgsql as $$ begin
      perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
    create trigger ends before insert on one.meta for each row
      when (new.name = 'batchSize') execute function one.ends()`);
  expect((await oneTurn(ground, 'one', begun)).next).toMatchObject(endedBy('STATE_LOCK_LOST'));
  await ground.sql('drop function one.fall() cascade; drop function one.ends() cascade');
  expect((await oneTurn(ground, 'one')).next.outcome).toBe('ok');
  expect(accounts.get('one')?.crm.count()).toBe(patients);
});

/** Of a clinic that failed once before; what its turns teach goes on from one to the next. */
function turnsOf(
  clinic: string,
  { history, ...given }: Given & Pick<EndedTurn, 'history'>,
): () => Promise<EndedTurn> {
  let taught = history;
  return async () => {
    const begun = { failures: 1, history: taught };
    const { next } = await oneTurn(ground, clinic, { ...given, begun });
    taught = next.history ?? taught;
    return next;
  };
}

test('a pass whose temporary tables go with their session in its midst ends with the server’s word, is due ever later where that happens again, and the next one that ends has everybody once', async () => {
  await ground.sql(
    endOnWriting(
      'two.links',
      // Of the pass's sessions the one that neither holds its lock nor keeps the pace.
      `datname = current_database() and application_name = 'ident-amocrm two' and query not like '%limiter%'
        and not exists (select from pg_locks l where l.pid = pg_stat_activity.pid and l.locktype = 'advisory')`,
    ),
  );
  // The one before had ended so, too.
  const turn = turnsOf('two', { history: { incremental: null, deep: null, cutOff: 1 } });
  const ended = endedBy('STATE_SERVER_UNREACHABLE');
  expect(await turn()).toMatchObject({ ...ended, dueInMs: 20_000, history: { cutOff: 2 } });
  await ground.sql('drop function two.ends() cascade');
  expect(await turn()).toMatchObject({ outcome: 'ok', history: { cutOff: 0 } });
  expect(accounts.get('two')?.crm.count()).toBe(patients);
});

test('a clinic whose state the server does not let anybody open is asked for ever later, two minutes at most', async () => {
  const nobodyListens = { port: 1, answerMs: 500 };
  const turn = turnsOf('one', { by: nobodyListens, history: null });
  const ended = endedBy('STATE_SERVER_UNREACHABLE');
  for (const dueInMs of [10_000, 20_000, 40_000, 80_000, 120_000, 120_000])
    expect(await turn()).toMatchObject({ ...ended, dueInMs });
});
