import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/app-error.ts';
import { readPhoneCell } from '../../../src/contact/phone/phone-cell.ts';
import { runClear } from '../../../src/sync/command/clear-field.ts';
import { contentOf } from '../../support/state/random-state.ts';
import { World } from '../../support/world.ts';

/** Whatever tells a person, in each spelling that we read or write it in. */
function canariesOf(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database
    .prepare(
      `select Surname, Name, Patronymic, ParentSNP, MobilePhone, Phone, Email, Address, INN, SNILS, Passport, Comment
       from Persons join Patients on ID_Persons = ID`,
    )
    .all();
  database.close();
  const canaries = new Set<string>();
  for (const { MobilePhone, Phone, ...others } of rows) {
    for (const cell of Object.values(others)) canaries.add(String(cell ?? '').trim());
    for (const cell of [MobilePhone, Phone]) {
      for (const { value, key } of readPhoneCell(String(cell ?? '')).phones) {
        for (const text of [String(cell).trim(), value, key, key.replace(/\D/g, '').slice(-10)]) {
          canaries.add(text);
        }
      }
    }
  }
  // Shorter ones may stand in any text by chance.
  return [...canaries].filter((canary) => canary.length >= 5).map((canary) => canary.slice(0, 60));
}

/** Everything that an error could show to anybody. */
function shown(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 5) return String(error);
  const texts = error instanceof AppError ? [error.text('ru'), error.text('en')] : [];
  return [
    error.message,
    error.stack,
    JSON.stringify(error),
    JSON.stringify(texts),
    ...Object.values(error).map((value) => JSON.stringify(value) ?? ''),
    error.cause === undefined ? '' : shown(error.cause, depth + 1),
    error instanceof AggregateError ? error.errors.map((one) => shown(one, depth + 1)).join() : '',
  ].join('\n');
}

class Witness {
  readonly #world: World;
  readonly #canaries: Set<string>;
  readonly errors: string[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#canaries = new Set(canariesOf(world.identFile));
  }

  /** IDENT has other values now. */
  lookAgain(): void {
    for (const canary of canariesOf(this.#world.identFile)) this.#canaries.add(canary);
  }

  /** Runs something that may fail and keeps what its failure shows. */
  async of(work: () => Promise<unknown>): Promise<string> {
    try {
      await work();
      return 'done';
    } catch (error) {
      this.errors.push(shown(error));
      return error instanceof AppError ? error.code : 'not an AppError';
    }
  }

  /** The canaries that are found anywhere but in IDENT and amoCRM. */
  async leaks(): Promise<readonly string[]> {
    const { state, folder, logged } = this.#world;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => !name.startsWith('ident.db') && /\.(db|key|pace|lock|wal)/.test(name),
    );
    const ownFiles =
      this.#world.place.source.server === undefined ? ['state.db', 'state.db-wal'] : [];
    expect(files).toEqual(expect.arrayContaining([...ownFiles, 'state.key']));
    const places = new Map<string, string>([
      ['log', logged.join('')],
      ['errors', this.errors.join('\n')],
      ['runs', JSON.stringify(await state.runs.latest(1000))],
      ['rejected', JSON.stringify(await state.rejected.all())],
      ['rows of the state', JSON.stringify(await contentOf(state.db))],
      ...files.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
    ]);
    const leaks: string[] = [];
    for (const [place, text] of places) {
      for (const canary of this.#canaries) {
        const escaped = JSON.stringify(canary).slice(1, -1);
        if (text.includes(canary) || text.includes(escaped)) leaks.push(`${place}: ${canary}`);
      }
    }
    return leaks;
  }
}

/** An amoCRM that repeats in its answers whatever it was sent. */
function quoting(world: World, status: number, body: 'rows' | 'problem' | 'html' | 'text') {
  return world.client(async (input, init) => {
    if (init?.method !== 'POST' && init?.method !== 'PATCH') return await fetch(input, init);
    const sent = String(init.body);
    // Parsed and put together again: a row is quoted as JSON and as plain text.
    const rows = JSON.parse(sent) as { readonly request_id: string; readonly name?: string }[];
    const quoted = `${sent} ${rows.map((row) => Object.values(row).join()).join()}`;
    const bodies = {
      rows: {
        'validation-errors': rows.map((row) => ({
          request_id: row.request_id,
          errors: [
            { code: 'InvalidType', path: 'name', detail: `"${row.name}" is bad: ${quoted}` },
          ],
        })),
        title: quoted,
        status,
        detail: quoted,
      },
      problem: { title: quoted, status, detail: quoted, trace_id: quoted },
      html: `<html><body><h1>${quoted}</h1></body></html>`,
      text: quoted,
    };
    const isJson = body === 'rows' || body === 'problem';
    return new Response(isJson ? JSON.stringify(bodies[body]) : String(bodies[body]), {
      status,
      headers: { 'content-type': isJson ? 'application/problem+json' : 'text/html' },
    });
  });
}

test('the witness sees what it is to see', async () => {
  await using world = await World.open({ patients: 20 });
  const witness = new Witness(world);
  await world.sync();
  world.log.info({ who: 'Иванов Иван' }, 'a leak');
  await witness.of(() =>
    Promise.reject(new Error('passport 45 10 123456 выдан ОВД «Сокол» 20.05.2005')),
  );
  expect(await witness.leaks()).toEqual(
    expect.arrayContaining(['log: Иванов', 'errors: 45 10 123456 выдан ОВД «Сокол» 20.05.2005']),
  );
});

test('nothing of a patient stands in log, errors, state or history after ordinary passes', async () => {
  await using world = await World.open({ patients: 80 });
  const witness = new Witness(world);
  await world.sync();
  await world.mutate(60, 5);
  witness.lookAgain();
  world.sandbox.crm.create({ name: 'Анна', phones: ['+79267001122'] });
  world.addPatient(901, { Name: 'Анна', Surname: 'Адоптова', MobilePhone: '8 926 700-11-22' });
  world.editPerson(1, { Surname: 'Чужаков', Birthday: '1999-09-09', MobilePhone: '89990001122' });
  world.sandbox.crm.edit(world.contactOf(2).id, {
    name: 'Правлена Рукой',
    phones: ['+79161234567'],
    fields: { Город: 'Химки', Паспорт: '99 99 999999' },
  });
  witness.lookAgain();
  expect(await witness.of(() => world.sync())).toBe('done');
  expect(await witness.of(() => world.deep())).toBe('done');
  expect(await witness.of(() => world.deep({ planOnly: true }))).toBe('done');
  expect(world.logged.length).toBeGreaterThan(0);
  expect(await witness.leaks()).toEqual([]);
});

describe('nothing of a patient is told when amoCRM repeats what it was sent', () => {
  test.each([
    [400, 'rows', 'done'],
    [400, 'problem', 'AMO_BAD_REQUEST'],
    [400, 'text', 'AMO_BAD_REQUEST'],
    [402, 'problem', 'AMO_PAYMENT_REQUIRED'],
    [403, 'problem', 'AMO_FORBIDDEN'],
    [403, 'html', 'AMO_RATE_BLOCKED'],
    [404, 'problem', 'AMO_NOT_FOUND'],
    [405, 'text', 'AMO_BAD_REQUEST'],
    [422, 'problem', 'AMO_TOO_LARGE'],
    [429, 'problem', 'AMO_RATE_LIMITED'],
    [500, 'problem', 'AMO_UNKNOWN_OUTCOME'],
    [502, 'html', 'AMO_UNKNOWN_OUTCOME'],
    [504, 'html', 'AMO_UNKNOWN_OUTCOME'],
    [200, 'text', 'AMO_UNKNOWN_OUTCOME'],
    [200, 'problem', 'AMO_UNKNOWN_OUTCOME'],
    [302, 'html', 'AMO_UNEXPECTED_ANSWER'],
  ] as const)('with %i and %s', async (status, body, code) => {
    await using world = await World.open({ patients: 20 });
    const witness = new Witness(world);
    await world.sync({ limit: 10 });
    world.amo = quoting(world, status, body);
    world.editPerson(1, { City: 'Тула' });
    expect(await witness.of(() => world.sync())).toBe(code);
    expect(await witness.leaks()).toEqual([]);
  });
});

describe('nothing of a patient is told when the connection to amoCRM breaks', () => {
  test.each([
    { kind: 'drop', when: 'before' },
    { kind: 'drop', when: 'after' },
    { kind: 'garbage', body: 'truncated' },
    { kind: 'garbage', body: 'cut' },
    { kind: 'omit', rows: [0] },
  ] as const)('%j', async (fault) => {
    await using world = await World.open({ patients: 20 });
    const witness = new Witness(world);
    await world.sync({ limit: 10 });
    for (const method of ['POST', 'PATCH']) {
      world.sandbox.faults.add({ match: { method }, times: 6, fault });
    }
    world.editPerson(1, { City: 'Тула' });
    await witness.of(() => world.sync());
    await witness.of(() => world.sync());
    expect(world.sandbox.log.requests.map((request) => request.fault)).toContain(fault.kind);
    expect(await witness.leaks()).toEqual([]);
  });
});

test('nothing of a patient is told when a mass change, or a clearing, is stopped', async () => {
  await using world = await World.open({ patients: 40 });
  const witness = new Witness(world);
  await world.sync();
  world.sql("update Persons set Address = null, Surname = 'Новофамильев' || ID");
  witness.lookAgain();
  expect(await witness.of(() => world.deep())).toBe('MASS_CHANGE');
  world.options = { ...world.options, excluded: new Set(['address']) };
  const ident = await world.ident();
  expect(await witness.of(() => runClear(world.setup(ident), 'address'))).toBe('MASS_CHANGE');
  await ident.close();
  expect(await witness.leaks()).toEqual([]);
});

describe('nothing of a patient is told when the database fails', () => {
  test.each([
    ['a table is gone', (world: World) => world.sql('drop table Receptions')],
    ['the patients are gone', (world: World) => world.sql('drop table Patients')],
    [
      'columns hold what they cannot',
      (world: World) =>
        world.sql(
          "update Patients set Debt = 'должен Петровичев', SmsRefusal = 'да', Status = 'умер Петровичев'",
        ),
    ],
    [
      'its file is damaged',
      (world: World) => {
        const bytes = readFileSync(world.identFile);
        writeFileSync(world.identFile, bytes.fill(0x41, 8192, bytes.length - 4096));
      },
    ],
    ['its file is cut', (world: World) => writeFileSync(world.identFile, 'Петровичев')],
  ])('%s', async (_case, breaking) => {
    await using world = await World.open({ patients: 20 });
    world.editPerson(2, { Surname: 'Петровичев' });
    const witness = new Witness(world);
    await world.sync();
    breaking(world);
    await witness.of(() => world.sync());
    await witness.of(() => world.deep());
    expect(witness.errors.filter((error) => error.includes('TypeError'))).toEqual([]);
    expect(await witness.leaks()).toEqual([]);
  });
});
