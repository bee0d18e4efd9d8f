import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { judgeReads, judgeServerItself } from '../../src/doctor/checks/state/server.ts';
import type { StateServer } from '../../src/state/postgres/server.ts';
import { readServerFacts, type ServerFacts } from '../../src/state/postgres/server-facts.ts';
import { StateFolder } from '../state/folder.ts';
import { TransactionPooler } from '../support/postgres/transaction-pooler.ts';

const server = {
  ...{ host: 'db.example.ru', port: 5432, user: 'ident_amocrm', database: 'ident_amocrm' },
  ...{ tls: 'verify' as const, schema: 'romashka' },
};

const sound: ServerFacts = {
  ...{ version: 150_004, mayCreate: true, mayUseTemporary: true, isStandby: false },
  ...{ unsafe: [], standbys: 0, waitsForStandby: false, isEncrypted: true },
  schemas: [
    { name: 'ident_amocrm', isOurs: true },
    { name: 'romashka', isOurs: true },
  ],
};

const judged = (facts: Partial<ServerFacts>, where: { readonly host?: string } = {}) =>
  judgeServerItself({ ...server, ...where }, { ...sound, ...facts }).map(
    ({ verdict, code }) => `${verdict} ${code}`,
  );

describe('the server of a state', () => {
  test.each<[string, Partial<ServerFacts>, string]>([
    ['is older than what is supported', { version: 140_011 }, 'problem DOCTOR_SERVER_OLD'],
    ['is a standby', { isStandby: true }, 'problem DOCTOR_SERVER_STANDBY'],
    ['gives no temporary tables', { mayUseTemporary: false }, 'problem DOCTOR_SERVER_RIGHTS'],
    [
      'lets no schema be made that is not there yet',
      { mayCreate: false, schemas: [] },
      'problem DOCTOR_SERVER_RIGHTS',
    ],
    [
      'has a schema of another user',
      { schemas: [{ name: 'romashka', isOurs: false }] },
      'problem DOCTOR_SERVER_OWNER',
    ],
    ['does not keep what it acknowledged', { unsafe: ['fsync'] }, 'problem DOCTOR_SERVER_UNSAFE'],
    ['has standbys that no commit waits for', { standbys: 1 }, 'warning DOCTOR_SERVER_ASYNC'],
    ['is reached unencrypted', { isEncrypted: false }, 'warning DOCTOR_SERVER_OPEN'],
  ])('that %s is told of', (_, facts, told) => {
    expect(judged(facts)).toEqual([told]);
  });

  test('with everything it needs is in order, also where it may make no further schema, or is on this machine', () => {
    expect(judged({})).toEqual(['ok null']);
    expect(judged({ mayCreate: false })).toEqual(['ok null']);
    expect(judged({ standbys: 2, waitsForStandby: true })).toEqual(['ok null']);
    expect(judged({ isEncrypted: false }, { host: '127.0.0.1' })).toEqual(['ok null']);
  });

  test('says itself what its user may do, whose the schemas are, and what is switched off', async () => {
    await using folder = new StateFolder('PostgreSQL');
    await folder.open();
    const own = await folder.onServer();
    if (own === null) throw new Error('the folder is one of a state on a server');
    expect(await readServerFacts(own)).toMatchObject({
      mayCreate: true,
      mayUseTemporary: true,
      isStandby: false,
      // The server of the tests is not asked to outlive a power failure.
      unsafe: ['fsync', 'full_page_writes'],
      isEncrypted: false,
    });
    const stranger = `stranger_${own.schema}`;
    await folder.admin(`create role ${stranger} login`);
    onTestFinished(async () => void (await folder.admin(`drop role if exists ${stranger}`)));
    const facts = await readServerFacts({ ...own, user: stranger });
    expect(facts).toMatchObject({ mayCreate: false });
    expect(facts.schemas).toContainEqual({ name: own.schema, isOurs: false });
    await folder.admin(`drop role ${stranger}`);
  });

  test('says whether the pages can read by an address of their own: one that is away is a warning, another server a problem', async () => {
    await using folder = new StateFolder('PostgreSQL');
    const own = await folder.onServer();
    if (own === null) throw new Error('the folder is one of a state on a server');
    await using pooler = await TransactionPooler.before(own.port, { sessions: 2, isStrict: true });
    const told = async (over: Partial<StateServer>) => {
      const reads = { ...own, port: pooler.port, ...over };
      const { verdict, code } = await judgeReads({ server: own, reads }, systemClock);
      return `${verdict} ${code}`;
    };
    expect(await told({})).toBe('ok null');
    expect(await told({ port: 1 })).toBe('warning STATE_READ_AWAY');
    const other = { port: own.port, database: 'template1' };
    expect(await told(other)).toBe('problem STATE_READ_ELSEWHERE');
  });
});
