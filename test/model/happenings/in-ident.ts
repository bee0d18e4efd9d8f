import fc from 'fast-check';
import { openWritable } from '../../../src/ident/open-connection.ts';
import { mutateSampleDatabase } from '../../../src/sandbox/sample-db/mutate.ts';
import { mobilePhoneOf } from '../clinic-database.ts';
import { wallClockAtTurn } from '../zones.ts';
import { Event, index, pick } from './event.ts';

const stamp = "strftime('%Y-%m-%d %H:%M:%f','now','localtime')";

/** What happens in IDENT. A change without a stamp is one that only a deep pass can see. */
export const inIdent = [
  fc
    .tuple(
      index,
      fc.constantFrom('Surname', 'MobilePhone', 'Phone', 'City', 'Birthday', 'Email'),
      fc.boolean(),
      index,
    )
    .map(
      ([at, column, stamped, n]) =>
        new Event(
          `IDENT: patient #${at} gets another ${column}${stamped ? '' : ' (no stamp)'}`,
          (simulation) => {
            const patient = pick(simulation.patients, at);
            if (patient === undefined) return;
            const value = cell(column, n);
            const stamps = stamped ? `, DateTimeChanged = ${stamp}` : '';
            patient.of.sql(
              `update Persons set ${column} = ?${stamps} where ID = ?`,
              value,
              patient.id,
            );
          },
        ),
    ),
  fc.tuple(index, fc.constantFrom('Comment', 'Status', 'Debt', 'SmsRefusal'), index).map(
    ([at, column, n]) =>
      new Event(`IDENT: patient #${at} gets another ${column}`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient === undefined) return;
        patient.of.sql(
          `update Patients set ${column} = ?, DateTimeChanged = ${stamp} where ID_Persons = ?`,
          cell(column, n),
          patient.id,
        );
      }),
  ),
  fc.tuple(index, fc.boolean(), fc.boolean()).map(
    ([at, family, child]) =>
      new Event(
        `IDENT: a new ${child ? 'child' : 'patient'}${family ? ` with the phone of #${at}` : ''}`,
        (simulation) => {
          const relative = pick(simulation.patients, at);
          const database = pick(simulation.databases, at);
          if (database === undefined) return;
          const id = database.newPatientId();
          const phone =
            family && relative !== undefined
              ? mobilePhoneOf(relative)
              : `8 926 555-${String(1000 + id).slice(-4, -2)}-${String(1000 + id).slice(-2)}`;
          database.sql(
            `insert into Persons (ID, Surname, Name, Patronymic, MobilePhone, DateTimeChanged) values (?, ?, ?, ?, ?, ${stamp})`,
            id,
            `Новиков${id}`,
            'Пётр',
            'Ильич',
            phone,
          );
          database.sql(
            `insert into Patients (ID_Persons, ParentSNP, CardNumber, DateTimeAdded, DateTimeChanged) values (?, ?, ?, ${stamp}, ${stamp})`,
            id,
            child ? 'Новикова Анна Ивановна' : null,
            `N${id}`,
          );
        },
      ),
  ),
  fc.tuple(index, fc.integer({ min: -90, max: 90 })).map(
    ([at, minutes]) =>
      new Event(
        `IDENT: patient #${at} is stamped ${minutes} min from a turn of the clocks`,
        (simulation) => {
          const patient = pick(simulation.patients, at);
          const { clock } = simulation.world;
          const stamp = wallClockAtTurn(simulation.circumstances.clinicZone, clock.now(), minutes);
          if (patient === undefined || stamp === null) return;
          // The earlier of its two stamps says nothing.
          const { of: database, id } = patient;
          database.sql('update Patients set DateTimeChanged = ? where ID_Persons = ?', stamp, id);
          database.sql('update Persons set DateTimeChanged = ? where ID = ?', stamp, id);
        },
      ),
  ),
  fc.tuple(index, fc.nat({ max: 999 })).map(
    ([at, seed]) =>
      new Event(`IDENT: a stretch of a day in database #${at}`, async ({ databases, world }) => {
        const file = pick(databases, at)?.file;
        if (file === undefined) return;
        const release = world.clock.hold();
        const connection = await openWritable({ client: 'sqlite', file }, { log: world.log });
        await mutateSampleDatabase(connection, { changes: 3, seed });
        await connection.close();
        release();
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`IDENT: patient #${at} vanishes`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient === undefined || patient.of.patients.length < 4) return;
        patient.of.sql('delete from Patients where ID_Persons = ?', patient.id);
      }),
  ),
] as const;

function cell(column: string, n: number): string | number | null {
  switch (column) {
    case 'MobilePhone':
    case 'Phone':
      return n % 5 === 0 ? null : `8 903 777-${String(10 + (n % 80))}-${String(10 + (n % 60))}`;
    case 'Birthday':
      return n % 4 === 0 ? null : `19${String(40 + (n % 50))}-03-${String(10 + (n % 18))}`;
    case 'Email':
      return n % 3 === 0 ? null : `mail${n}@example.com`;
    case 'Status':
      return (n % 3) + 1;
    case 'SmsRefusal':
      return n % 2;
    case 'Debt':
      return n * 10;
    case 'Surname':
      return `Сменил${'аеио'.charAt(n % 4)}в`;
    default:
      return n % 6 === 0 ? null : `текст ${n}`;
  }
}
