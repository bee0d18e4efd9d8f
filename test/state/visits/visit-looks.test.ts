import { expect, test } from 'vitest';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import type { VisitKey } from '../../../src/visits/visit-key.ts';
import { homes } from '../../support/postgres/test-schema.ts';
import { StateFolder } from '../folder.ts';

const visit = 5 as VisitKey;
const patientId = 7 as PatientId;

test.each(homes)(
  'a deal that waits for two reasons waits for the later one, on %s, and since it began to',
  async (home) => {
    await using folder = new StateFolder(home);
    const { visitLooks } = await folder.open();
    const looks = (['quiet', 'guard'] as const).map((why, at) => ({
      visit,
      patientId,
      at,
      for: why,
    }));
    for (const now of [10, 20]) {
      await visitLooks.replace([visit], looks, now);
      expect(await visitLooks.page({ offset: 0, limit: 9 })).toEqual([
        { visit, patientId, at: 1, for: 'guard', since: 10 },
      ]);
    }
    await visitLooks.replace([visit], looks.slice(0, 1), 30);
    expect(await visitLooks.since([visit])).toEqual(new Map([[visit, 30]]));
    await visitLooks.replace([visit], [], 40);
    expect(await visitLooks.counts()).toEqual(new Map());
  },
);
