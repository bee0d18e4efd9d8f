import fc from 'fast-check';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import type { Death } from './mortal-process.ts';
import type { Simulation } from './simulation.ts';

/** One thing that happens; its text is what a shrunk counter-example shows. */
class Event implements fc.AsyncCommand<object, Simulation> {
  readonly #text: string;
  readonly #run: (simulation: Simulation) => Promise<void> | void;

  constructor(text: string, run: (simulation: Simulation) => Promise<void> | void) {
    this.#text = text;
    this.#run = run;
  }

  check(): boolean {
    return true;
  }

  async run(_model: object, simulation: Simulation): Promise<void> {
    simulation.story.push(this.#text);
    await this.#run(simulation);
  }

  toString(): string {
    return this.#text;
  }
}

const index = fc.nat({ max: 40 });
const pick = <T>(list: readonly T[], at: number): T | undefined =>
  list.length === 0 ? undefined : list[at % list.length];

const stamp = "strftime('%Y-%m-%d %H:%M:%f','now','localtime')";

/** What happens in IDENT. A change without a stamp is one that only a deep pass can see. */
const inIdent = [
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
            simulation.world.sql(
              `update Persons set ${column} = ?${stamps} where ID = ?`,
              value,
              patient,
            );
          },
        ),
    ),
  fc.tuple(index, fc.constantFrom('Comment', 'Status', 'Debt', 'SmsRefusal'), index).map(
    ([at, column, n]) =>
      new Event(`IDENT: patient #${at} gets another ${column}`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient === undefined) return;
        simulation.world.sql(
          `update Patients set ${column} = ?, DateTimeChanged = ${stamp} where ID_Persons = ?`,
          cell(column, n),
          patient,
        );
      }),
  ),
  fc.tuple(index, fc.boolean(), fc.boolean()).map(
    ([at, family, child]) =>
      new Event(
        `IDENT: a new ${child ? 'child' : 'patient'}${family ? ` with the phone of #${at}` : ''}`,
        (simulation) => {
          const id = simulation.newPatientId();
          const relative = pick(simulation.patients, at);
          const phone =
            family && relative !== undefined
              ? simulation.mobilePhoneOf(relative)
              : `8 926 555-${String(1000 + id).slice(-4, -2)}-${String(1000 + id).slice(-2)}`;
          simulation.world.sql(
            `insert into Persons (ID, Surname, Name, Patronymic, MobilePhone, DateTimeChanged) values (?, ?, ?, ?, ?, ${stamp})`,
            id,
            `Новиков${id}`,
            'Пётр',
            'Ильич',
            phone,
          );
          simulation.world.sql(
            `insert into Patients (ID_Persons, ParentSNP, CardNumber, DateTimeAdded, DateTimeChanged) values (?, ?, ?, ${stamp}, ${stamp})`,
            id,
            child ? 'Новикова Анна Ивановна' : null,
            `N${id}`,
          );
        },
      ),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`IDENT: patient #${at} vanishes`, (simulation) => {
        const patient = pick(simulation.patients, at);
        if (patient === undefined || simulation.patients.length < 4) return;
        simulation.world.sql('delete from Patients where ID_Persons = ?', patient);
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

/** What people and other integrations do in the CRM. The IDENT id is api-only: nobody can edit it by hand. */
const inCrm = [
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: a person adds a phone to contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        const phone = simulation.newPhone();
        if (contact !== undefined)
          simulation.world.sandbox.crm.edit(contact, { addPhones: [phone] });
      }),
  ),
  fc.tuple(index, fc.constantFrom('Город', 'Долг', 'Пол', 'Дата рождения', 'Отчество')).map(
    ([at, field]) =>
      new Event(`CRM: a person empties «${field}» of contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact === undefined || simulation.carries(contact) === null) return;
        simulation.world.sandbox.crm.edit(contact, { fields: { [field]: null } });
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: a person renames contact #${at}`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact !== undefined)
          simulation.world.sandbox.crm.edit(contact, { name: 'Мамочка Ани' });
      }),
  ),
  fc.tuple(index, index).map(
    ([a, b]) =>
      new Event(`CRM: contacts #${a} and #${b} are merged`, (simulation) => {
        const survivor = pick(simulation.contacts, a);
        const loser = pick(simulation.contacts, b);
        if (survivor === undefined || loser === undefined || survivor === loser) return;
        for (const contact of [survivor, loser]) forgive(simulation, contact);
        simulation.world.sandbox.crm.merge(survivor, loser);
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: contact #${at} is deleted`, (simulation) => {
        const contact = pick(simulation.contacts, at);
        if (contact === undefined) return;
        forgive(simulation, contact);
        simulation.world.sandbox.crm.delete(contact);
      }),
  ),
  fc.tuple(index).map(
    ([at]) =>
      new Event(`CRM: deleted contact #${at} is restored`, (simulation) => {
        const contact = pick(simulation.world.sandbox.crm.trash(), at);
        if (contact !== undefined) simulation.world.sandbox.crm.restore(contact.id);
      }),
  ),
  fc.tuple(index, fc.boolean()).map(
    ([at, named]) =>
      new Event(
        `CRM: a lead with the phone of patient #${at}${named ? '' : ', without a name'}`,
        (simulation) => {
          const patient = pick(simulation.patients, at);
          if (patient === undefined) return;
          const phone = simulation.mobilePhoneOf(patient);
          simulation.world.sandbox.crm.create({
            name: named ? simulation.nameOf(patient) : 'Новый контакт',
            phones: phone === null ? [] : [phone],
            createdAt: 1_500_000_000,
          });
        },
      ),
  ),
] as const;

/** A person who removes a contact decides that; the patient need not come back by itself. */
function forgive(simulation: Simulation, contact: number): void {
  for (const patient of simulation.everCarried(contact)) simulation.peoplesRemovals.add(patient);
}

const faults: fc.Arbitrary<Fault> = fc.oneof(
  fc
    .record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(500, 502, 504, 429, 401, 402),
      when: fc.constantFrom('before' as const, 'after' as const),
    })
    .map((fault) => (fault.status < 500 ? { ...fault, when: 'before' as const } : fault)),
  fc.record({
    kind: fc.constant('drop' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('late-commit' as const),
    ms: fc.integer({ min: 5_000, max: 30_000 }),
  }),
  fc.record({
    kind: fc.constant('hang' as const),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  fc.record({
    kind: fc.constant('garbage' as const),
    body: fc.constantFrom('truncated' as const, 'text' as const, 'cut' as const),
  }),
  fc.record({ kind: fc.constant('omit' as const), rows: fc.constantFrom([0], [1], [0, 2]) }),
  fc.record({ kind: fc.constant('reject' as const), rows: fc.constantFrom([0], [1, 2]) }),
);

const trouble = [
  fc
    .record({
      fault: faults,
      method: fc.constantFrom('POST', 'PATCH', 'GET'),
      skip: fc.nat({ max: 3 }),
      times: fc.integer({ min: 1, max: 3 }),
    })
    .map(
      ({ fault, method, skip, times }) =>
        new Event(
          `fault: ${method} ${JSON.stringify(fault)} skip ${skip} × ${times}`,
          (simulation) => {
            // These are about writes; a reading that lies is beyond what is assumed of amoCRM.
            if (['late-commit', 'omit', 'reject'].includes(fault.kind) && method === 'GET') return;
            simulation.world.sandbox.faults.add({
              match: { method, path: '/api/v4/contacts' },
              skip,
              times,
              fault,
            });
          },
        ),
    ),
  fc
    .integer({ min: -7_200_000, max: 7_200_000 })
    .map(
      (ms) =>
        new Event(`the wall clock jumps by ${Math.round(ms / 60_000)} min`, (simulation) =>
          simulation.world.clock.jump(ms),
        ),
    ),
  fc
    .integer({ min: 1_000, max: 90_000_000 })
    .map(
      (ms) =>
        new Event(`${Math.round(ms / 60_000)} min pass`, (simulation) =>
          simulation.world.clock.advance(ms),
        ),
    ),
  fc.constant(new Event('the state is copied', (simulation) => simulation.saveState())),
  fc.constant(new Event('the copied state is put back', (simulation) => simulation.restoreState())),
] as const;

const death: fc.Arbitrary<Death> = fc.record({
  atRequest: fc.integer({ min: 1, max: 14 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});

const passes = [
  fc.constant(new Event('incremental pass', (simulation) => simulation.pass('auto'))),
  fc.constant(new Event('deep pass', (simulation) => simulation.pass('deep'))),
  fc
    .tuple(fc.constantFrom('auto' as const, 'deep' as const), death)
    .map(
      ([mode, at]) =>
        new Event(`${mode} pass, killed ${at.when} request ${at.atRequest}`, (simulation) =>
          simulation.pass(mode, at),
        ),
    ),
] as const;

/** Everything that may happen, passes more often than the rest. */
export const happenings: fc.Arbitrary<fc.AsyncCommand<object, Simulation>>[] = [
  ...inIdent,
  ...inCrm,
  ...trouble,
  ...passes,
  ...passes,
  ...passes,
];
