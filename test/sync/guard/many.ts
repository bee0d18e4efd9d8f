import { firstSource } from '../../../src/contact/model/patient-key.ts';
import { Allowance } from '../../../src/sync/guard/asking/allowance.ts';
import { Guard } from '../../../src/sync/guard/guard.ts';
import { World } from '../../support/world.ts';

const stamp = "strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime')";

/** So many patients in amoCRM, with a city and a phone each: at 40 the limit of removals, clearings and the like is 6. */
export async function loaded(patients = 40): Promise<World> {
  const world = await World.open({ patients, sync: { batchSize: 250 } });
  world.sql(`update Persons set City = 'Тверь', Surname = 'Фамилия' || ID, Name = 'Имя' || ID, Patronymic = null,
    Birthday = '1980-01-02', Phone = null, MobilePhone = '+7926000' || (1000 + ID), Email = ID || '@example.ru'`);
  world.sql('update Patients set ParentSNP = null');
  await world.sync();
  return world;
}

/** Plain SQL on patients `from` to `to`, stamped as a whole. */
export const change = (
  world: World,
  [from, to]: readonly [number, number],
  assignments: string,
): void =>
  world.sql(
    `update Persons set ${assignments}, DateTimeChanged = ${stamp} where ID between ? and ?`,
    from,
    to,
  );

/** The guard of one database with so many linked patients. */
export const guardOf = (patients: number, allowed = 0): Guard =>
  new Guard(new Map([[firstSource, patients]]), new Allowance(allowed));
