import { itemNames } from '../../../../report/item-names.ts';
import { runWords } from '../../../../report/run-words.ts';
import { pluralEn } from '../../plural.ts';
import type { passRu } from '../../ru/start/pass.ts';

export const passEn: typeof passRu = {
  pass: {
    noWait: 'do not wait for another process (exit 11)',
    limit: 'write at most N patients',
    deep: 'deep pass: compare everything with everything',
    allowMassChange: 'allow up to N removals, clearings of a field and the like in this pass',
    allowedIn: (most, databases) =>
      `Allowed in this pass: up to ${most} changes of each kind in ${databases}. A mass change of another database asks by itself.`,
    allowedInAll: (most) =>
      `Allowed in this pass: up to ${most} changes of each kind in each database: none of them has asked.`,
    reveal: 'show personal data',
    waiting: (command, pid, since) =>
      `Waiting: ${command} is at work (process ${pid}, since ${since}).`,
    waitingUnknown: 'Waiting: another process works on this account.',
    fellBack:
      'The state on the server has fallen back (fail-over, or something was put back). Waiting 76 seconds for what may still be on its way to amoCRM.',
    phases: {
      recover: 'Looking for the unfinished',
      'read-crm': 'Reading amoCRM',
      'read-ident': 'Reading IDENT',
      match: 'Matching',
      write: 'Writing',
    },
    throttled: {
      pacing: (duration) => `waiting for amoCRM's limit ${duration}`,
      slowed: (duration) => `waiting for amoCRM's limit ${duration}`,
      paused: (duration) => `amoCRM asks for a pause of ${duration}`,
      probing: (duration) => `waiting for amoCRM's consent ${duration}`,
    },
    retry: (duration) => `no answer from amoCRM, next try in ${duration}`,
    reasons: {
      asked: 'as asked',
      first: 'first load',
      restored: 'the IDENT database was restored from a backup',
      'sources-changed': 'the database has other marks of change',
      'foreign-contacts': "amoCRM has patients' contacts that this installation did not make",
      contradiction: "amoCRM's answers contradicted each other",
      'old-intents': 'the last pass was broken off long ago',
      'fields-moved': "amoCRM's fields or time zone changed",
      'rules-changed': 'this version reads some cells by other rules',
      'source-confirmed': "a field's source was confirmed",
      'consent-unread': 'consent to mailings cannot be read any more',
      'state-restored': 'the state was restored from a backup',
      'state-fell-back':
        'the PostgreSQL server with the state fell back to an older one (fail-over, a copy put back)',
      'events-gap': 'more changed in amoCRM than its event feed shows',
      'source-back': 'the database is back, and a deep pass was made without it',
      'branches-changed': 'other branches are chosen',
    },
    unreadable: (list) => `Not readable in IDENT: ${list}`,
    andMore: (count) => `and ${count} more`,
    patientIds: (ids) => `patients ${ids}`,
    pairIds: (patient, contact) =>
      [patient === null ? '' : `patient ${patient}`, contact === null ? '' : `contact ${contact}`]
        .filter(Boolean)
        .join(' → '),
  },
  sync: {
    description: 'One pass: carry the changes of IDENT over to amoCRM',
    acceptDatabase: 'it is the same clinic, though server or database name differ',
    modes: { incremental: 'Changes', deep: 'Deep pass' },
    because: (mode, reason) => `${mode}: ${reason}`,
    done: (patients, count, duration) =>
      `${patients} ${pluralEn(count, 'patient', 'patients')} read, ${duration}`,
    nothing: { incremental: 'There are no new changes.', deep: 'There are no differences.' },
    counts: runWords.en.counts,
    requests: (requests) => `Requests to amoCRM: ${requests}`,
    rejectedHint: 'Why they were rejected and what to do: ident-amocrm rejected list',
    uncertainHint: 'The next pass finds out about the unknown ones: ident-amocrm sync',
    seeRuns: (run) => `The report: ident-amocrm runs report ${run}`,
  },
  plan: {
    description: 'Show what sync would do; changes nothing in amoCRM',
    verbose: 'patient by patient: field, before, after',
    limit: 'how many patients to show',
    counts: {
      create: 'create',
      update: 'update',
      adopt: 'of them by using an existing contact',
      remove: 'mark as removed: no more in IDENT',
      unchanged: 'unchanged',
      blocked: 'not possible',
    },
    blocked: {
      waiting: (count) => `rejected before: ${count}`,
      identity: (count) => `seems to be another person: ${count}`,
      uncertain: (count) => `outcome unknown: ${count}`,
      missing: (count) => `contact deleted: ${count}`,
    },
    cost: (requests, count, reads, writes, duration) =>
      `It will take ≈ ${requests} ${pluralEn(count, 'request', 'requests')} to amoCRM (${reads} to read, ${writes} to write), ≈ ${duration}.`,
    costLists: 'Phones and e-mails are read before they change: one more request for each contact.',
    nothing: 'There is nothing to write.',
    rules: 'This version reads some cells by other rules. In their fields changes:',
    firstFill: (fields, contacts, count) =>
      `Filled for the first time: ${fields}. That changes ${contacts} ${pluralEn(count, 'contact', 'contacts')}, and robots and widgets of amoCRM that watch for changes of fields start for each of them: no write can keep them still, so stop them before.`,
    branches: (source) =>
      `Patients by branch${source === null ? '' : ` (${source})`}; who was in several counts in each:`,
    branchesUnknown: 'this database does not tell',
    outside: (count) => `Not of the chosen branches, not carried over: ${count}`,
    patient: (id) => `patient ${id}`,
    contact: (id) => `contact ${id}`,
    identity: 'seems to be another person: not written (rejected list)',
    removal: 'no more in IDENT: its status becomes «Удален»',
    acknowledge: 'right in amoCRM already: needs no request',
    onlyFirst: (shown, total) => `The first ${shown} of ${total} (--limit N).`,
    masked: 'Personal data is masked; show it with --reveal',
    empty: 'empty',
  },
  items: { ...itemNames.en, yes: 'yes', no: 'no' },
};
