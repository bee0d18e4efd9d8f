import { describe, expect, test } from 'vitest';
import type { ContactId } from '../../src/amocrm/model/model.ts';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import type { VisitKey } from '../../src/visits/visit-key.ts';
import { homes } from '../support/postgres/test-schema.ts';
import { StateFolder } from './folder.ts';

// More than SQLite (32,766) and PostgreSQL (65,535) take as parameters of one statement.
const ids = Array.from({ length: 70_000 }, (_, at) => (at + 1) as PatientId);
const first = 1 as PatientId;
const last = 70_000 as PatientId;
const none = 70_001 as PatientId;

const rejection = (patientId: PatientId) => ({
  patientId,
  code: 'NotSupportedChoice',
  subject: null,
  fingerprint: 'f',
});

const intent = (patientId: PatientId) => ({
  patientId,
  runId: 1,
  highestContactId: 1 as ContactId,
  createdAt: 1,
  sent: { items: [], phones: [], emails: [] },
});

describe.each(homes)('on %s', (home) => {
  test('patients of whom there are many are asked about all the same', async () => {
    await using folder = new StateFolder(home);
    const state = await folder.open();
    const { rejected, visitRejected, holds, intents, guarded, links } = state;
    for (const id of [first, last, none]) {
      await rejected.add(rejection(id), 1);
      await visitRejected.add({ ...rejection(id), visit: Number(id) as VisitKey }, 1);
      await holds.save({ patientId: id, contactId: null, decision: 'separate' });
      await intents.declare([intent(id)]);
      await guarded.keepWaiting([{ kind: 'removed', patientId: id }], 1);
    }
    expect([...(await rejected.ofPatients(ids)).keys()]).toEqual([first, last]);
    expect([...(await holds.ofPatients(ids)).keys()]).toEqual([first, last]);
    expect(await intents.among(ids)).toEqual(new Set([first, last]));
    expect(await links.ofPatients(ids)).toEqual(new Map());
    expect(await rejected.retry({ ids })).toBe(2);
    expect(await rejected.due()).toEqual([first, last]);
    // Who is named is the same person after all.
    expect(await holds.due()).toEqual([none]);
    expect(await visitRejected.retry(ids)).toBe(2);
    await rejected.remove(ids);
    await intents.remove(ids);
    await guarded.dropAllWaiting(ids);
    expect((await rejected.all()).map(({ patientId }) => patientId)).toEqual([none]);
    expect((await intents.all()).map(({ patientId }) => patientId)).toEqual([none]);
    expect(await guarded.waiting()).toEqual(new Map([['removed', new Set([none])]]));
  });
});
