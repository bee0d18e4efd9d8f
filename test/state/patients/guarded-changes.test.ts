import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { homes } from '../../support/postgres/test-schema.ts';
import { StateFolder } from '../folder.ts';

const [one, other] = [1 as PatientId, 2 as PatientId];

test.each(homes)(
  'a change of the same kind in several items of a patient is kept once, on %s, and again later',
  async (home) => {
    await using folder = new StateFolder(home);
    const { guarded } = await folder.open();
    const changes = [one, other, one].map((patientId) => ({ kind: 'overwritten', patientId }));
    await guarded.note(changes, 10);
    await guarded.keepWaiting(changes, 10);
    const both = new Map([['overwritten', new Set([one, other])]]);
    expect(await guarded.carriedOut(9)).toEqual(both);
    expect(await guarded.waiting()).toEqual(both);
    await guarded.note(changes, 20);
    expect(await guarded.carriedOut(19)).toEqual(both);
  },
);
