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
  two.second("update Persons set Surname = 'Вторых' where ID = 4");
  const named = await office.call('searchPatients', { body: { value: 'Вторых' } });
  expect(named.json).toMatchObject({ matches: [{ patientId: 2 ** 32 + 4, foundBy: 'name' }] });
});

test('a search says which source could not be asked, and finds nobody only where all were asked', async () => {
  await using office = await Office.signedIn({
    clinic: (world) => {
      const two = TwoSources.in(world);
      two.away(2);
      return { sources: two.sources };
    },
  });
  office.world.addPatient(900, { Surname: 'Здешняя', Name: 'Нина' });
  const found = await office.call('searchPatients', { body: { value: 'Здешн' } });
  expect(found.json).toMatchObject({
    matches: [{ patientId: 900 }],
    away: [{ source: 'branch 2', problem: { code: expect.stringMatching(/^IDENT_/) } }],
  });
  const nobody = await office.call('searchPatients', { body: { value: 'Нигде' } });
  expect(nobody.json.error.code).toMatch(/^IDENT_/);
});
