import { pino } from 'pino';
import type { AmoClient } from '../../src/amocrm/amo-client.ts';
import type { ContactId } from '../../src/amocrm/model/model.ts';
import { systemClock } from '../../src/clock.ts';
import type { Patient } from '../../src/contact/model/patient.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import { today } from '../../src/contact/value/dates.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import { loadProfile } from '../../src/ident/profiles/load-profile.ts';
import { createIdent } from '../../src/ident/reader.ts';
import { openState } from '../../src/state/open-state.ts';
import { Creator } from '../../src/sync/creates/creator.ts';
import { PassLedger } from '../../src/sync/guard/ledger.ts';
import { compare } from '../../src/sync/item/compare.ts';
import { openPass } from '../../src/sync/pass/open-pass.ts';
import { PassCounts } from '../../src/sync/pass/pass-counts.ts';
import { answerQuestions } from './answer.ts';

export interface StagesTask {
  readonly ident: string;
  /** Folder of a state with bound fields and no link. */
  readonly state: string;
}

/** CPU milliseconds of each stage, for all patients together. */
export interface StageCosts {
  readonly patients: number;
  readonly stages: Readonly<Record<string, number>>;
}

const timeZone = 'Europe/Moscow';
const log = pino({ level: 'silent' });

answerQuestions<StagesTask>(async ({ ident: file, state: folder }): Promise<StageCosts> => {
  const state = await openState(
    { file: `${folder}/state.db`, keyFile: `${folder}/state.key` },
    systemClock,
  );
  // Nobody is asked for it in here.
  await state.meta.set('accountTimeZone', timeZone);
  const ident = await createIdent({
    database: { client: 'sqlite', file },
    profile: await loadProfile('sample'),
    excluded: new Set(),
    clock: systemClock,
    log,
  });
  const pass = await openPass(
    {
      ident,
      amo: agreeable(),
      state,
      clock: systemClock,
      log,
      options: { timeZone, batchSize: 50, excluded: new Set(), tags: [] },
    },
    {
      runId: await state.runs.start('deep', Date.now()),
      scratch: state.scratch(),
      mode: 'deep',
      counts: new PassCounts(),
      findings: { add: () => undefined, spill: async () => undefined },
      ledger: new PassLedger(state),
      onForeignContacts: 'go-on',
    },
  );
  const creator = new Creator(pass);
  const stages: Record<string, number> = {};
  const stage = async <T>(name: string, work: () => Promise<T> | T): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    stages[name] = (user + system) / 1000;
    return result;
  };
  const context = { clock: new ZoneClock(timeZone), today: today(Date.now(), timeZone) };
  const patients = await stage('reading IDENT', async () => {
    const all: Patient[] = [];
    for await (const page of ident.all()) all.push(...page);
    return all;
  });
  await stage('projecting', () => {
    for (const patient of patients) shapeContact(patient, context);
  });
  const subjects = await stage('projecting and hashing', () =>
    patients.map((patient) => pass.subjects.make(patient)),
  );
  await stage('writing', async () => {
    for (let at = 0; at < subjects.length; at += 50) {
      await creator.create(subjects.slice(at, at + 50));
    }
  });
  await stage('diffing', async () => {
    for (let at = 0; at < subjects.length; at += 500) {
      const page = subjects.slice(at, at + 500);
      const links = await state.links.ofPatients(page.map(({ id }) => id));
      for (const subject of page) {
        const link = links.get(subject.id);
        if (link === undefined) throw new Error('a patient has no link');
        const { verdicts } = compare(subject.hashes, link, undefined, pass.policies);
        if (verdicts.size > 0) throw new Error('what was written differs');
      }
    }
  });
  await ident.close();
  await state.close();
  return { patients: patients.length, stages };
});

process.once('disconnect', () => process.exit());

/** An amoCRM that takes everything at once: what is left is our own work. */
function agreeable(): AmoClient {
  let last = 1_000;
  const never = () => Promise.reject(new Error('not part of this stage'));
  const fields = {
    fields: never,
    createFields: never,
    updateFields: never,
    fieldGroups: never,
    createFieldGroup: never,
  };
  const client: AmoClient = {
    account: never,
    events: never,
    users: never,
    contacts: never,
    contact: never,
    ...fields,
    leads: {
      ...fields,
      page: never,
      one: never,
      create: never,
      update: never,
      ofContact: never,
      contactsOf: never,
      pipelines: never,
      createPipeline: never,
      lossReasons: never,
    },
    updateContacts: never,
    createContacts: async (batch) => {
      const first = last + 1;
      last += batch.length;
      // As amoCRM gives ids: ascending.
      const idAt = (at: number) => (first + at) as ContactId;
      return {
        acknowledged: new Map(batch.map(({ request_id }, at) => [request_id, idAt(at)])),
      };
    },
    counters: { requests: 0, reads: 0, writes: 0, throttled: 0, retries: 0 },
    apart: () => client,
  };
  return client;
}
