import { pino } from 'pino';
import { systemClock } from '../../src/clock.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import { today } from '../../src/contact/value/dates.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import type { PersonInput } from '../../src/sandbox/people/person-input.ts';
import type { Part } from '../part.ts';
import { Account, real } from '../world.ts';
import { againstLimit } from './limit.ts';

const batch = 50;

export const adoption: Part = {
  name: 'adoption',
  what: 'a first load into an account where everybody is a contact with name and phone already',
  async run({ clinics, quick, tell }) {
    const patients = quick ? 500 : 10_000;
    const what = `${patients.toLocaleString('en')} existing contacts, batch ${batch}`;
    tell(what);
    const clinic = await clinics.fresh(patients);
    await using account = await Account.open(clinic, real);
    const people = await leads(clinic.ident);
    await account.ask({ ask: 'enter', contacts: people });
    const cost = await account.pass('auto', batch);
    const traffic = await account.traffic();
    const { adopted = 0, created = 0 } = cost.counts;
    if (adopted + created !== patients) throw new Error(JSON.stringify(cost.counts));
    const least =
      Math.ceil(people.length / 250) + Math.ceil(adopted / batch) + Math.ceil(created / batch);
    tell(`${adopted} adopted, ${created} created: families share phones`);
    return againstLimit({ part: this.name, what, cost, traffic, least });
  },
};

/** The patients as the call centre entered them: a name and a phone. */
async function leads(file: string): Promise<readonly PersonInput[]> {
  const timeZone = 'Europe/Moscow';
  const context = { clock: new ZoneClock(timeZone), today: today(Date.now(), timeZone) };
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('sample'),
    excluded: new Set(),
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const contacts: PersonInput[] = [];
  for await (const page of ident.all()) {
    for (const patient of page) {
      const { name, phones = [] } = shapeContact(patient, context);
      contacts.push({
        name: name.full,
        firstName: name.first,
        lastName: name.last,
        phones: phones.slice(0, 1).map(({ value }) => value),
      });
    }
  }
  await ident.close();
  return contacts;
}
