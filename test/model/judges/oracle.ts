import { everyField } from '../../../src/contact/model/fields.ts';
import { today } from '../../../src/contact/value/dates.ts';
import type { JournalEntry } from '../../../src/sandbox/log/journal.ts';
import type { ContactView } from '../../support/expected/contact-view.ts';
import { documentFields } from '../../support/expected/document-fields.ts';
import {
  type ExpectedContact,
  independentReading,
} from '../../support/expected/independent-reading.ts';
import { comparable, dateIn, digits, samePhone } from '../../support/expected/shown-values.ts';
import type { World } from '../../support/world.ts';
import { outside } from '../happenings/branches.ts';
import { longestLagMs } from '../happenings/breaks.ts';
import type { Simulation } from '../simulation.ts';
import { visitFields, visitsIn } from '../visits/visits.ts';
import { misnamed, ownForms } from './names.ts';
import { leaked } from './secrets.ts';

/** Only a person decides about these. */
const heldCodes: ReadonlySet<string> = new Set([
  'identity-changed',
  'identity-disagrees',
  'merged-on-create',
  'id-unreadable',
  'created-not-shown',
]);

const idField = 'ID пациента IDENT';

/**
 * Judges what is left after a simulation has settled by the CRM's own contents and journal and by a second reading of
 * IDENT, not by our state. Returns what is wrong, an invariant's number first.
 */
export async function judge(simulation: Simulation): Promise<readonly string[]> {
  return [
    ...doubled(simulation),
    ...(await lost(simulation)),
    ...damaged(simulation),
    ...overLimit(simulation),
    ...leaked(simulation),
    ...simulation.wrong,
    ...simulation.owners.wrong,
    ...(await undecided(simulation)),
    ...(await restless(simulation)),
  ];
}

/**
 * I1: at most one contact is ever created for a patient. One that a person deleted or merged away before it was found
 * cannot be known to have been created, and one that came back from the trash while amoCRM did not show it yet not to be
 * there (SPEC, known gaps).
 */
function doubled({ world, broken, circumstances }: Simulation): string[] {
  const { listLagMs = 0, getLags = false } = circumstances.account;
  const longestMs = broken.length > 0 ? longestLagMs : listLagMs;
  const created = new Map<string, number[]>();
  const wrong: string[] = [];
  for (const entry of world.sandbox.journal?.entries ?? []) {
    if (entry.source !== 'api' || entry.method !== 'POST' || entry.fieldName !== idField) continue;
    const patient = JSON.stringify(entry.after);
    const before = created.get(patient) ?? [];
    // The last one is asked for by its id; those before it only a list could show.
    const lagMs = (contact: number) => (getLags || contact !== before.at(-1) ? longestMs : 0);
    const there = before.filter((contact) => isShown(world, contact, entry, lagMs(contact)));
    if (there.length > 0) {
      wrong.push(`I1 patient ${patient} was created as ${there.join(', ')} and ${entry.contactId}`);
    }
    created.set(patient, [...before, entry.contactId]);
  }
  return wrong;
}

/** Whether a contact was there, and shown by its id, when another was created. */
function isShown(
  world: World,
  contact: number,
  create: Pick<JournalEntry, 'seq' | 'at'>,
  lagMs: number,
): boolean {
  const last = world.sandbox.journal
    ?.ofContact(contact)
    .findLast(({ field, seq }) => field === 'is_deleted' && seq < create.seq);
  if (last === undefined || last.before === null) return true;
  return last.after === false && create.at - last.at > lagMs;
}

/** I2: every patient is in amoCRM with its present values, or queued with a reason, or a person removed it. */
async function lost(simulation: Simulation): Promise<string[]> {
  const { world, databases, circumstances } = simulation;
  const { clinicZone } = circumstances;
  const date = today(world.clock.now(), clinicZone);
  const rejected = new Map(
    (await world.state.rejected.all()).map(({ patientId, code }) => [Number(patientId), code]),
  );
  const left = outside(simulation);
  const now = new Date(world.clock.now());
  return databases.flatMap((database) => {
    const visits = world.options.extra && visitsIn(database, now, clinicZone);
    return [...independentReading(database.file, date, clinicZone)].flatMap(([id, document]) => {
      const wanted = { ...document, fields: { ...document.fields, ...visits?.(id) } };
      const { key, text } = database.patient(id);
      if (left.has(text)) return [];
      const code = rejected.get(key);
      if (code === undefined) return astray(simulation, text, wanted);
      // Nothing refuses it any more, so that only a person's word can be missing.
      return heldCodes.has(code) ? [] : [`I2 patient ${text} stays rejected: ${code}`];
    });
  });
}

/** Where a patient stands otherwise than once, with what IDENT says. */
function astray(simulation: Simulation, patient: string, wanted: ExpectedContact): string[] {
  const { world, peoplesRemovals } = simulation;
  const found = world.contactsOf(patient);
  if (found.length === 0) {
    return peoplesRemovals.has(patient) ? [] : [`I2 patient ${patient} has no contact`];
  }
  const doubled =
    found.length > 1 && !peoplesRemovals.has(patient)
      ? [`I1 patient ${patient} stands in ${found.map(({ id }) => id).join(', ')}`]
      : [];
  // Two there are only where a person restored one that had been made anew: the linked one is kept true.
  const [best = []] = found
    .map((contact) => differences(simulation, patient, contact, wanted))
    .toSorted((a, b) => a.length - b.length);
  return [...doubled, ...best];
}

/** Nothing stays undecided when all is over. */
async function undecided({ world }: Simulation): Promise<string[]> {
  const intents = await world.state.intents.all();
  const due = await world.state.meta.get('deepDue');
  return [
    ...intents.map(({ patientId }) => `I1 the create of patient ${patientId} stays undecided`),
    ...(due === undefined ? [] : [`a deep pass is still due: ${due}`]),
  ];
}

/** Where a contact is not what IDENT says. */
function differences(
  simulation: Simulation,
  patient: string,
  contact: ContactView,
  wanted: ExpectedContact,
): string[] {
  const { world, forgetful, circumstances, peoplesRemovals } = simulation;
  const form = ownForms(circumstances.account);
  // Its contact was made anew, and the former one is back: what we once wrote there is not known any more (SPEC §7).
  const replaced = circumstances.policies.missing === 'repair' && peoplesRemovals.has(patient);
  const wrong: string[] = [];
  const extra = world.options.extra === undefined ? [] : visitFields;
  for (const { key, name, type } of [...documentFields, ...extra]) {
    if (simulation.leftToRobots.has(`${patient} ${key}`)) continue;
    const held = contact.fields[name];
    const is = comparable(type === 'date' ? dateIn(circumstances.accountZone, held) : held).trim();
    const should = name === idField ? patient : comparable(wanted.fields[name]).trim();
    // A value that a person put where IDENT has none is theirs: it stays.
    const theirs =
      forgetful ||
      replaced ||
      writtenBy(world, contact.id, name) === 'person' ||
      (simulation.lostMerge && writtenBy(world, contact.id, name) === 'create');
    if (should === '' && theirs) continue;
    if (is !== should) wrong.push(`I2 patient ${patient}, ${name}: ${is} instead of ${should}`);
  }
  for (const phone of wanted.phones) {
    if (!contact.phones.some((held) => samePhone(held, phone))) {
      wrong.push(`I2 patient ${patient} lacks the phone ${phone}`);
    }
  }
  for (const email of wanted.emails) {
    if (!contact.emails.some((held) => form.email(held) === form.email(email)))
      wrong.push(`I2 patient ${patient} lacks the e-mail ${email}`);
  }
  return [...wrong, ...misnamed(simulation, patient, contact, wanted)];
}

/** Who wrote a field of a contact last: a person, or we, when it was created or later. */
function writtenBy(
  world: Simulation['world'],
  contact: number,
  field: string,
): 'person' | 'create' | 'update' {
  const last = world.sandbox.journal
    ?.ofContact(contact)
    .findLast((entry) => entry.fieldName === field);
  if (last?.source === 'person') return 'person';
  return last?.method === 'POST' ? 'create' : 'update';
}

/** I3: only owned fields are written, people's phones stay, and no contact is taken over by another patient. */
function damaged({ world, peoplesPhones }: Simulation): string[] {
  const owned = new Set([
    ...everyField.map(({ name }) => name),
    ...['name', 'first_name', 'last_name', 'tags', 'Телефон', 'Email', 'E-mail'],
  ]);
  const wrong: string[] = [];
  for (const entry of world.sandbox.journal?.entries ?? []) {
    if (entry.source !== 'api') continue;
    const isNew = entry.method === 'POST';
    const created = new Set(['responsible_user_id', 'is_deleted']);
    if (!owned.has(entry.fieldName) && !(isNew && created.has(entry.fieldName))) {
      wrong.push(`I3 contact ${entry.contactId}: wrote ${entry.fieldName}`);
    }
    const before = digits(JSON.stringify(entry.before));
    const after = digits(JSON.stringify(entry.after));
    for (const phone of peoplesPhones) {
      // However the account writes it.
      if (before.includes(digits(phone)) && !after.includes(digits(phone))) {
        wrong.push(`I3 contact ${entry.contactId}: a person's phone was taken out`);
      }
    }
    if (entry.fieldName === idField && entry.before !== null && !isNew) {
      const takenOver = !repairsPersonsEdit(
        world.sandbox.journal?.ofContact(entry.contactId),
        entry.seq,
      );
      if (takenOver) wrong.push(`I3 contact ${entry.contactId} was taken over`);
    }
  }
  return wrong;
}

/** A write of the IDENT id over another value is right only where a person, or a merge, had put that value there. */
function repairsPersonsEdit(
  entries: readonly { seq: number; source: string; fieldName: string }[] | undefined,
  seq: number,
): boolean {
  const before = (entries ?? []).filter((entry) => entry.fieldName === idField && entry.seq < seq);
  return before.at(-1)?.source === 'person';
}

/** I4: no second holds more requests than allowed, as the server counts. */
function overLimit({ world }: Simulation): string[] {
  const { peak } = world.sandbox.limiter;
  return peak > 7 ? [`I4 ${peak} requests in one second`] : [];
}

/** I10: a second pass writes nothing. */
async function restless(simulation: Simulation): Promise<string[]> {
  const { world } = simulation;
  const before = world.writes().length;
  await simulation.quietPass('deep');
  // Nor does one that hears what the passes before it wrote.
  await simulation.quietPass('auto');
  const more = world.sandbox.log.requests.filter(({ method }) => method !== 'GET').slice(before);
  return more.map(({ method, path }) => `I10 the second pass sent ${method} ${path}`);
}
