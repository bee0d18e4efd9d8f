import { expect, test } from 'vitest';
import { type PatientId, parsePatientId } from '../../../src/contact/model/patient-key.ts';
import { PassPlan, type Planned } from '../../../src/sync/plan/pass-plan.ts';
import { World } from '../../support/world.ts';

const key = (text: string) => parsePatientId(text) as PatientId; // written as ids are
const planned = (...texts: readonly string[]): readonly Planned[] =>
  texts.map((text) => ({ patientId: key(text), action: 'update' }));

test('much to write for one source holds up no other: page by page each has its turn, by ascending ids', async () => {
  await using world = await World.open({ patients: 1, fields: false });
  await using scratch = world.state.scratch();
  const plan = await PassPlan.create({ scratch });
  expect(await plan.first(9)).toEqual([]);
  const [third, second] = [planned('3:4294967295'), planned('2:7', '2:1')];
  await plan.add([...third, ...second, ...planned('5', '4', '3', '2', '1')]);
  const pages: (readonly Planned[])[] = [];
  for await (const page of plan.pages(undefined, 2)) pages.push(page);
  expect(pages).toEqual([
    planned('1', '2'),
    planned('2:1', '2:7'),
    third,
    planned('3', '4'),
    planned('5'),
  ]);
  expect(await plan.first(6)).toEqual(planned('1', '2', '3', '4', '5', '2:1'));
});
