import { expect, test } from 'vitest';
import { TwoSources } from '../../support/two-sources.ts';
import { Office } from './office.ts';

test('a patient of another source is found on the page by its whole id and by the plain number, and shown as its own database has it', async () => {
  const key = 2 ** 32 + 3;
  await using office = await Office.signedIn({
    clinic: (world) => ({ sources: TwoSources.in(world).sources }),
  });
  const two = TwoSources.in(office.world);
  await two.makeSecond();
  await two.sync();
  const search = async (value: string) =>
    (await office.call('searchPatients', { body: { value } })).json.matches.map(
      ({ patientId }: { patientId: number }) => patientId,
    );
  expect(await search('2:3')).toEqual([key]);
  expect(await search('3')).toEqual([3, key]);
  two.second("update Persons set SurName = 'Новофамильская' where ID = 3");
  const shown = await office.call('patient', { params: { patientId: key } });
  expect(shown.json).toMatchObject({ patientId: key, inIdent: true, link: 'linked' });
  const name = shown.json.items.find(({ item }: { item: string }) => item === 'name');
  expect(name).toMatchObject({ same: false });
  const other = await office.call('patient', { params: { patientId: 3 } });
  expect(other.json.items.every(({ same }: { same: boolean }) => same)).toBe(true);
});
