import type { HealthFacts } from '../../health/facts.ts';
import type { Incident, IncidentCode } from '../../health/incident.ts';
import { incidents } from '../../health/rules.ts';
import { incidentWords } from '../../health/words/words.ts';
import { both, type Localized } from '../../language.ts';
import { unreadableOf } from '../../report/unreadable.ts';
import { type CheckId, type Diagnosis, ok, skipped } from '../diagnosis.ts';

/** Which lines of the report the incidents are told in. */
export const incidentChecks = ['lock', 'pauses', 'success', 'rows', 'values'] as const;

type IncidentCheck = (typeof incidentChecks)[number];

interface StateView {
  readonly facts: HealthFacts;
  /** The clinic's. */
  readonly timeZone: string;
  /** Of the last whole deep pass; null: there was none. */
  readonly deepCounts: Readonly<Record<string, number>> | null;
}

/** What is the matter, as every other view says it; where nothing is, what was looked at. */
export function tellIncidents(view: StateView): readonly Diagnosis[] {
  const found = incidents(view.facts);
  return incidentChecks.flatMap((check) => {
    const told = found.filter(({ code }) => places[code].check === check);
    if (told.length === 0) return [quietLine(check, view)];
    return told.map((incident) => tellIncident(incident, check, view));
  });
}

export function tellIncident(
  incident: Incident,
  check: CheckId,
  { timeZone, deepCounts = null }: Pick<StateView, 'timeZone'> & Partial<StateView>,
): Diagnosis {
  const { code, severity, cause } = incident;
  const { command, name } = places[code];
  const words = both((language) => incidentWords(incident, { language, timeZone }));
  const list = code === 'unreadable' ? unreadableList(deepCounts ?? {}) : null;
  const found = both((language) => {
    const { title, meaning } = words[language];
    return `${title}. ${meaning}${list === null ? '' : ` ${list[language]}.`}`;
  });
  if (severity === 'notice') return ok(check, found);
  const { ru, en } = words;
  const advice = ru.advice === null || en.advice === null ? null : { ru: ru.advice, en: en.advice };
  return {
    check,
    found,
    code: name ?? cause ?? 'DOCTOR_PAUSED',
    verdict: severity === 'critical' ? 'problem' : 'warning',
    ...(advice === null ? {} : { advice }),
    command,
  };
}

interface Place {
  readonly check: CheckId;
  /** Stable code of the line; absent: the code of the error behind it. */
  readonly name?: string;
  /** What mends it, or tells more. */
  readonly command?: string;
}

const rejected = {
  check: 'rows',
  name: 'DOCTOR_REJECTED',
  command: 'ident-amocrm rejected list',
} as const;
const stale = { check: 'success', name: 'DOCTOR_STALE' } as const;

const places: Readonly<Record<IncidentCode, Place>> = {
  guard: { check: 'pauses', command: 'ident-amocrm runs' },
  auth: { check: 'pauses', command: 'ident-amocrm auth' },
  account: { check: 'pauses', command: 'ident-amocrm status' },
  drift: { check: 'pauses', command: 'ident-amocrm fields check' },
  circuit: { check: 'pauses', command: 'ident-amocrm status' },
  resting: { check: 'pauses', command: 'ident-amocrm resume' },
  paused: { check: 'pauses', command: 'ident-amocrm resume' },
  state: { check: 'state', name: 'DOCTOR_STATE_FLAWED', command: 'ident-amocrm state check' },
  database: {
    check: 'success',
    name: 'DOCTOR_DATABASE_LOST',
    command: 'ident-amocrm test-db',
  },
  off: { ...stale, command: 'ident-amocrm run' },
  stale: { ...stale, command: 'ident-amocrm runs' },
  late: { check: 'success', name: 'DOCTOR_LATE' },
  setup: { check: 'success', name: 'DOCTOR_NOT_LOADED', command: 'ident-amocrm sync' },
  'first-load-asks': { check: 'success', name: 'DOCTOR_NOT_LOADED', command: 'ident-amocrm sync' },
  'source-asks': { check: 'success', name: 'DOCTOR_SOURCE_ASKS', command: 'ident-amocrm sync' },
  'first-load': { check: 'success', name: 'DOCTOR_NOT_LOADED' },
  failing: { check: 'success', command: 'ident-amocrm runs' },
  stopped: { check: 'success', command: 'ident-amocrm sync --deep' },
  deep: { check: 'success', name: 'DOCTOR_DEEP_LATE', command: 'ident-amocrm sync --deep' },
  'mass-change': { check: 'success', name: 'DOCTOR_MASS_CHANGE' },
  token: { check: 'token', name: 'DOCTOR_TOKEN_ENDS' },
  lock: { check: 'lock', name: 'DOCTOR_LOCK_OLD', command: 'ident-amocrm status' },
  'rejected-many': rejected,
  rejected,
  postponed: {
    check: 'rows',
    name: 'DOCTOR_CHANGES_WAIT',
    command: 'ident-amocrm runs report',
  },
  missing: { check: 'rows', name: 'DOCTOR_MISSING', command: 'ident-amocrm runs report' },
  findings: { check: 'rows', name: 'DOCTOR_FINDINGS', command: 'ident-amocrm runs report' },
  unreadable: { check: 'values', name: 'DOCTOR_UNREADABLE', command: 'ident-amocrm runs report' },
  uncertain: { check: 'rows', name: 'DOCTOR_UNCERTAIN', command: 'ident-amocrm sync' },
  source: { check: 'success', name: 'DOCTOR_SOURCE', command: 'ident-amocrm runs report' },
  deals: { check: 'rows', command: 'ident-amocrm runs' },
  'deals-late': { check: 'rows', command: 'ident-amocrm runs' },
  'deals-foreign': { check: 'rows', command: 'ident-amocrm runs' },
  'deals-rejected': { check: 'rows', command: 'ident-amocrm rejected retry' },
  events: { check: 'success', name: 'DOCTOR_EVENTS' },
  'other-writer': {
    check: 'rows',
    name: 'DOCTOR_OTHER_WRITER',
    command: 'ident-amocrm runs report',
  },
  taken: { check: 'success', command: 'ident-amocrm fleet status' },
  unserved: { check: 'success', name: 'DOCTOR_FLEET_NOBODY', command: 'ident-amocrm fleet status' },
  'tokens-behind': {
    check: 'pauses',
    name: 'DOCTOR_TOKENS_BEHIND',
    command: 'ident-amocrm auth',
  },
};

/** What was looked at and is in order. */
function quietLine(check: IncidentCheck, view: StateView): Diagnosis {
  if (check === 'values' && view.deepCounts === null) {
    return skipped('values', {
      ru: 'полной сверки ещё не было',
      en: 'there was no full comparison yet',
    });
  }
  return ok(check, quiet[check](view.facts));
}

const quiet: Readonly<Record<IncidentCheck, (facts: HealthFacts) => Localized<string>>> = {
  lock: ({ waitsFor, now }) => {
    if (waitsFor === null) return { ru: 'сейчас никто', en: 'nobody now' };
    const { command, pid, host, since } = waitsFor;
    const minutes = minutesSince(since, now);
    return {
      ru: `${command} (pid ${pid}, ${host}), ${minutes} мин`,
      en: `${command} (pid ${pid}, ${host}), ${minutes} min`,
    };
  },
  pauses: () => ({ ru: 'нет', en: 'none' }),
  success: ({ now, lastIncrementalAt, lastDeepAt, sourceAges }) => {
    const minutes = lastIncrementalAt === null ? '?' : minutesSince(lastIncrementalAt, now);
    const hours = lastDeepAt === null ? '?' : Math.round(minutesSince(lastDeepAt, now) / 60);
    return {
      ru: `изменения ${minutes} мин назад, полная ${hours} ч назад${agesOf(sourceAges, now).ru}`,
      en: `changes ${minutes} min ago, full comparison ${hours} h ago${agesOf(sourceAges, now).en}`,
    };
  },
  rows: ({ links: { linked } }) => ({ ru: `в amoCRM: ${linked}`, en: `in amoCRM: ${linked}` }),
  values: () => ({ ru: 'читаются все', en: 'all of them can be read' }),
};

/** Of each where there are several; nothing where there is one. */
function agesOf(ages: HealthFacts['sourceAges'], now: number): Localized<string> {
  const unknown = { ru: 'ещё неизвестно', en: 'not known yet' };
  const unit = { ru: 'мин', en: 'min' };
  return both((language) => {
    const each = ages.map(({ name, carriedAt }) =>
      carriedAt === null
        ? `${name} ${unknown[language]}`
        : `${name} ${minutesSince(carriedAt, now)} ${unit[language]}`,
    );
    return each.length < 2 ? '' : `: ${each.join(', ')}`;
  });
}

const minutesSince = (at: number, now: number): number =>
  Math.max(0, Math.round((now - at) / 60_000));

function unreadableList(counts: Readonly<Record<string, number>>): Localized<string> {
  return both((language) =>
    unreadableOf(counts)
      .map(({ subject, count }) => `${subject[language]} (${count})`)
      .join(', '),
  );
}
