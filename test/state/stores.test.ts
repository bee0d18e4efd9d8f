import { describe, expect, test } from 'vitest';
import type { ContactId } from '../../src/amocrm/model/model.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { Link } from '../../src/state/patients/link.ts';
import { VirtualClock } from '../support/clock/virtual-clock.ts';
import { homes } from '../support/postgres/test-schema.ts';
import { StateFolder } from './folder.ts';

// Any numbers will do here.
const patient = (id: number) => id as PatientId;
const contact = (id: number) => id as ContactId;

const link = (id: number, contactId: number): Link => ({
  patientId: patient(id),
  contactId: contact(contactId),
  status: 'linked',
  acknowledged: new Map([['city', 'h1']]),
  ownForm: new Map([['inn', 'h2']]),
  phones: [
    { hash: 'p1', ours: true },
    { hash: 'p2', ours: false },
  ],
  emails: [],
});

describe.each(homes)('on %s', (home) => {
  describe('a transaction', () => {
    test('that fails leaves nothing behind', async () => {
      await using folder = new StateFolder(home);
      const state = await folder.open();
      const work = state.transaction(async (tx) => {
        await tx.links.save(link(1, 100));
        await tx.meta.set('accountId', 5);
        throw new Error('power cut');
      });
      await expect(work).rejects.toThrow('power cut');
      expect(await state.links.count()).toBe(0);
      expect(await state.meta.get('accountId')).toBeUndefined();
    });

    test('of one process waits for that of another', async () => {
      await using folder = new StateFolder(home);
      const one = await folder.open();
      const other = await folder.open();
      await one.meta.set('accountId', 0);
      for (let round = 0; round < 20; round += 1) {
        for (const state of [one, other]) {
          await state.transaction(async (tx) => {
            await tx.meta.set('accountId', ((await tx.meta.get('accountId')) ?? 0) + 1);
          });
        }
      }
      expect(await one.meta.get('accountId')).toBe(40);
    });
  });

  describe('links', () => {
    test('come back as they were saved', async () => {
      await using folder = new StateFolder(home);
      const { links } = await folder.open();
      await links.save(link(1, 100));
      expect(await links.ofPatients([patient(1)])).toEqual(new Map([[1, link(1, 100)]]));
      expect(await links.ofContacts([contact(100)])).toEqual(new Map([[100, link(1, 100)]]));
    });

    test('let no contact carry two patients', async () => {
      await using folder = new StateFolder(home);
      const { links } = await folder.open();
      await links.save(link(1, 100));
      await expect(links.save(link(2, 100))).rejects.toThrow(/unique/i);
    });

    test('are counted by status and paged by patient', async () => {
      await using folder = new StateFolder(home);
      const { links } = await folder.open();
      for (const id of [3, 1, 2]) await links.save(link(id, 100 + id));
      await links.setStatus(patient(2), 'missing');
      expect(await links.count('linked')).toBe(2);
      const pages: number[][] = [];
      for await (const page of links.pages(2)) pages.push(page.map(({ patientId }) => patientId));
      expect(pages).toEqual([[1, 2], [3]]);
    });
  });

  describe('a reason for a deep pass', () => {
    test.each([
      [undefined, 'consent-unread'],
      ['events-gap', 'consent-unread'],
      ['state-restored', 'state-restored'],
    ])('takes the place of no graver one (%s → %s)', async (before, after) => {
      await using folder = new StateFolder(home);
      const { meta } = await folder.open();
      if (before !== undefined) await meta.set('deepDue', before);
      await meta.makeDeepDue('consent-unread');
      expect(await meta.get('deepDue')).toBe(after);
    });
  });

  describe('contact ids that were seen', () => {
    test('only grow', async () => {
      await using folder = new StateFolder(home);
      const { meta } = await folder.open();
      for (const id of [5, 9, 7]) {
        await meta.raiseHighestContactId(id);
        await meta.raiseSurveyedContactId(id - 1);
      }
      expect(await meta.get('highestContactId')).toBe(9);
      expect(await meta.get('surveyedContactId')).toBe(8);
    });
  });

  describe('updates that may yet arrive', () => {
    test('keep what every request for the contact carried, and when the last one is over', async () => {
      await using folder = new StateFolder(home);
      const { intents } = await folder.open();
      const late = { patientId: patient(1), contactId: contact(100) };
      await intents.declareLate([{ ...late, dueAt: 10, sent: new Map([['city', ['a']]]) }]);
      await intents.declareLate([
        { ...late, dueAt: 20, sent: new Map(Object.entries({ city: ['b'], inn: [''] })) },
      ]);
      expect(await intents.late()).toEqual([
        { ...late, dueAt: 20, sent: new Map(Object.entries({ city: ['a', 'b'], inn: [''] })) },
      ]);
      await intents.removeLate(patient(1));
      expect(await intents.late()).toEqual([]);
    });

    test('begin anew with another contact', async () => {
      await using folder = new StateFolder(home);
      const { intents } = await folder.open();
      const sent = (hash: string) => new Map([['city', [hash]]]);
      await intents.declareLate([
        { patientId: patient(1), contactId: contact(100), dueAt: 1, sent: sent('a') },
      ]);
      await intents.declareLate([
        { patientId: patient(1), contactId: contact(101), dueAt: 2, sent: sent('b') },
      ]);
      expect((await intents.late())[0]?.sent).toEqual(sent('b'));
    });
  });

  describe('rejected rows', () => {
    const refusal = {
      patientId: patient(1),
      code: 'InvalidType',
      subject: 'city',
      fingerprint: 'f',
    };

    test('remember how often and since when', async () => {
      await using folder = new StateFolder(home);
      const { rejected } = await folder.open();
      await rejected.add(refusal, 100);
      await rejected.add({ ...refusal, code: 'NotSupportedChoice' }, 200);
      expect(await rejected.all()).toEqual([
        { ...refusal, code: 'NotSupportedChoice', firstAt: 100, lastAt: 200, attempts: 2 },
      ]);
    });

    test('are due again when a person asks, all of them or some', async () => {
      await using folder = new StateFolder(home);
      const { rejected } = await folder.open();
      for (const id of [1, 2, 3]) {
        await rejected.add({ ...refusal, patientId: patient(id), code: `Code${id}` }, 1);
      }
      expect(await rejected.due()).toEqual([]);
      expect(await rejected.retry({ ids: [patient(2)] })).toBe(1);
      expect(await rejected.due()).toEqual([2]);
      expect(await rejected.retry({ except: ['Code3'] })).toBe(2);
      expect(await rejected.due()).toEqual([1, 2]);
    });
  });

  describe('tokens', () => {
    const pair = (name: string) => ({
      accessToken: `access-${name}-${'x'.repeat(60)}`,
      refreshToken: `refresh-${name}-${'y'.repeat(60)}`,
      issuedAt: 1,
      expiresAt: 2,
    });

    test('come back after a restart, the newest pair', async () => {
      await using folder = new StateFolder(home);
      const { tokens } = await folder.open();
      expect(await tokens.load()).toBeNull();
      await tokens.save(pair('first'));
      await tokens.save(pair('second'));
      await folder.close();
      expect(await (await folder.open()).tokens.load()).toEqual(pair('second'));
    });

    test('are refreshed by one at a time', async () => {
      await using folder = new StateFolder(home);
      const clock = new VirtualClock();
      const one = await folder.open({ clock });
      const other = await folder.open({ clock });
      const order: string[] = [];
      const work = (name: string) => async () => {
        order.push(`${name} begins`);
        await clock.sleep(1_000);
        order.push(`${name} ends`);
      };
      await Promise.all([one.tokens.exclusive(work('one')), other.tokens.exclusive(work('other'))]);
      const [first, second] = order[0] === 'one begins' ? ['one', 'other'] : ['other', 'one'];
      expect(order).toEqual([first, second].flatMap((name) => [`${name} begins`, `${name} ends`]));
    });
  });

  describe('runs', () => {
    test('that were still going when the next one begins died with their process', async () => {
      await using folder = new StateFolder(home);
      const { runs } = await folder.open();
      await runs.start('deep', 100);
      const second = await runs.start('incremental', 200);
      await runs.finish(second, {
        mode: 'incremental',
        endedAt: 300,
        outcome: 'ok',
        failure: null,
        counts: { created: 1 },
      });
      expect(await runs.latest(2)).toMatchObject([
        { id: second, outcome: 'ok', startedAt: 200, endedAt: 300, counts: { created: 1 } },
        { mode: 'deep', outcome: 'incomplete', errorCode: 'PROCESS_DIED', endedAt: 200 },
      ]);
    });

    test('keep what they found, in order', async () => {
      await using folder = new StateFolder(home);
      const { runs, findings: stored } = await folder.open();
      const id = await runs.start('deep', 1);
      const findings = Array.from({ length: 450 }, (_, at) => ({
        kind: 'drifted',
        patientId: patient(at),
        contactId: null,
        subject: 'city',
      }));
      await stored.add(id, findings);
      expect(await stored.ofRun(id)).toEqual(findings);
    });
  });
});
