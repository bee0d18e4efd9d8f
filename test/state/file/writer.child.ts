import type { ContactId } from '../../../src/amocrm/model/model.ts';
import { systemClock } from '../../../src/clock.ts';
import type { PatientId } from '../../../src/contact/model/patient-key.ts';
import { openState } from '../../../src/state/open-state.ts';

/** Writes one transaction after the other, and says which ones are committed. */
const folder = process.argv[2] ?? '';
const state = await openState(
  { file: `${folder}/state.db`, keyFile: `${folder}/state.key` },
  systemClock,
);
const first = await state.links.count();
for (let n = first + 1; ; n += 1) {
  await state.transaction(async (tx) => {
    const hash = String(n).padStart(16, '0');
    await tx.links.save({
      patientId: n as PatientId,
      contactId: (10_000 + n) as ContactId,
      status: 'linked',
      acknowledged: new Map(Array.from({ length: 26 }, (_, at) => [`field-${at}`, hash])),
      ownForm: new Map(),
      phones: [{ hash, ours: true }],
      emails: [],
    });
    await tx.links.savePhones(n as PatientId, [hash]);
    await tx.meta.set('highestContactId', 10_000 + n);
  });
  await new Promise((resolve) => process.send?.(n, resolve));
}
