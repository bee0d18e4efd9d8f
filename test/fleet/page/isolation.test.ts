import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { paths, type RouteName, sharedRoutes } from '../../../src/http/api/contract/paths.ts';
import { FleetGround } from '../fleet-ground.ts';
import { machineHere } from './machines-here.ts';
import { SiteVisitor } from './site-visitor.ts';
import { listOf, secret } from './two-machines.ts';

const within = { timeout: 60_000, interval: 100 };
/** What nobody else's texts have in them: who a clinic's patients are, and where it lies. */
const marks = {
  romashka: ['Ромашкинский', '9031110011', 'rom@marks.example', 'romashka'],
  vasilek: ['Васильковский', '9052220022', 'vas@marks.example', 'vasilek'],
} as const;
const named = { romashka: 'Ромашка', vasilek: 'Василёк' } as const;
type Clinic = keyof typeof marks;
const clinics = Object.keys(marks) as readonly Clinic[]; // Object.keys forgets its key type

/** All of them, so that whichever is shown tells whose it is. */
function mark(ground: FleetGround, clinic: Clinic): void {
  const [surname, phone, email] = marks[clinic];
  using database = new DatabaseSync(join(ground.folder, `${clinic}.db`));
  database
    .prepare('update Persons set Surname = ?, MobilePhone = ?, Email = ?')
    .run(surname, phone, email);
}

test('two clinics of a machine share no line of its log, no metric and no answer of a page, one of them failing', async () => {
  await using ground = await FleetGround.make();
  const [romashka, vasilek] = [await ground.account(31_000_001), await ground.account(31_000_002)];
  for (const [at, clinic] of clinics.entries()) {
    await ground.patients(`${clinic}.db`, 3, at + 1);
    mark(ground, clinic);
  }
  ground.write([
    { name: named.romashka, schema: 'romashka', sandbox: romashka },
    { name: named.vasilek, schema: 'vasilek', sandbox: vasilek },
  ]);
  await ground.run('fleet', 'migrate');
  for (const clinic of clinics) await ground.run('fleet', 'add', named[clinic], '--start');
  const password = join(ground.folder, 'password.txt');
  writeFileSync(password, secret);
  await ground.run('users', 'add', 'Вера', '--role', 'operate', '--file', password);
  const machine = await machineHere(ground);
  const vera = await SiteVisitor.signedIn(machine.origin, 'Вера', secret);
  const verdicts = async () => (await listOf(vera, machine)).map(({ verdict }) => verdict);
  await vi.waitUntil(async () => (await verdicts()).every((one) => one === 'in-sync'), within);
  vasilek.faults.add({
    match: { path: '/api/v4/' },
    times: null,
    fault: { kind: 'status', status: 402 },
  });
  await vi.waitUntil(async () => (await verdicts()).some((one) => one !== 'in-sync'), within);

  // Object.keys forgets its key type.
  const reads = (Object.keys(paths) as readonly RouteName[]).filter(
    (name) => paths[name][0] === 'GET' && !sharedRoutes.has(name) && name !== 'events',
  );
  const looks: readonly RouteName[] = [...reads, 'searchPatients', 'revealPatient'];
  const params = { runId: 1, patientId: 1 };
  let shown = '';
  for (const clinic of clinics) {
    const [other] = clinics.filter((one) => one !== clinic);
    for (const name of looks) {
      const body = reads.includes(name) ? {} : { body: { text: '1' } };
      const { text } = await vera.call(machine.origin, name, { clinic, params, ...body });
      if (clinic === 'romashka') shown += text;
      const theirs = other === undefined ? [] : [...marks[other], named[other]];
      expect([name, theirs.filter((word) => text.includes(word))]).toEqual([name, []]);
    }
  }
  // The walk meets what it looks for.
  expect(marks.romashka.filter((word) => !shown.includes(word))).toEqual([]);

  const metrics = await fetch(`${machine.origin}/metrics`).then((reply) => reply.text());
  await machine.stop();
  const lines = [...machine.cli.stderr().split('\n'), ...metrics.split('\n')];
  for (const clinic of clinics) {
    const own = lines.filter((line) => line.includes(`"${named[clinic]}"`));
    expect(own.length).toBeGreaterThan(0);
    const theirs = clinics
      .filter((one) => one !== clinic)
      .flatMap((one) => [named[one], ...marks[one]]);
    expect(theirs.filter((word) => own.some((line) => line.includes(word)))).toEqual([]);
  }
  const labels = new Set(
    lines.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line).clinic] : [])),
  );
  labels.delete(undefined);
  expect([...labels].toSorted()).toEqual(Object.values(named).toSorted());
}, 180_000);
