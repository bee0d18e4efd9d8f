import { expect, test } from 'vitest';
import type { ContactId } from '../../../src/amocrm/model/model.ts';
import type { Finding } from '../../../src/state/record/findings.ts';
import { FindingLog } from '../../../src/sync/run/findings/finding-log.ts';
import { World } from '../../support/world.ts';

test('memory holds no more than 500 findings, and the first 20 of each kind', async () => {
  let stored = 0;
  let most = 0;
  const log = new FindingLog(1, {
    add: async (_, findings: readonly Finding[]) => {
      stored += findings.length;
      most = Math.max(most, findings.length);
    },
    keep: async () => {},
  });
  for (let at = 0; at < 5_000; at += 1) {
    log.add({ kind: at % 5 === 0 ? 'drifted' : 'orphan', contactId: at as ContactId });
    await log.spill();
  }
  expect({ stored, most }).toEqual({ stored: 5_000, most: 500 });
  expect(log.counts).toEqual({ drifted: 1_000, orphan: 4_000 });
  expect(log.first).toHaveLength(40);
});

test('a deep pass that finds thousands keeps them all in the state, and the first of each kind at hand', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  for (let id = 1_001; id <= 1_700; id += 1) {
    world.sandbox.crm.create({ name: 'Кто-то', fields: { IDENT_PATIENT_ID: String(id) } });
  }
  await world.deep();
  const deep = await world.deep();
  expect(deep.findingCounts).toEqual({ orphan: 700 });
  expect(deep.findings).toHaveLength(20);
  expect(await world.state.findings.ofRun(deep.runId)).toHaveLength(700);
});

test('a pass that begins anew tells nothing twice', async () => {
  await using world = await World.open({ patients: 3 });
  await world.sync();
  const copy = world.sandbox.crm.create({ name: 'Анна', fields: { IDENT_PATIENT_ID: '901' } });
  world.addPatient(901, { Name: 'Анна' });
  world.addPatient(902, { Name: 'Ольга' });
  const result = await world.sync();
  expect(result).toMatchObject({ mode: 'deep', reason: 'foreign-contacts' });
  const stored = await world.state.findings.ofRun(result.runId);
  expect(stored).toEqual(result.findings);
  expect(stored).toEqual([{ kind: 'relinked', patientId: 901, contactId: copy, subject: null }]);
});
