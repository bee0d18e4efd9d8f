import {
  gravest,
  type Incident,
  type IncidentCode,
  type Severity,
} from '../../../health/incident.ts';
import { clinicMoment, incidentWords, overTitle } from '../../../health/words/words.ts';
import type { Language } from '../../../language.ts';

/** What a channel is given to say; no personal data. */
export interface AlertMessage {
  readonly event: 'trouble' | 'digest' | 'recovered' | 'evening' | 'test';
  /** Null for a test, for a digest of several, and for the evening's. */
  readonly kind: IncidentCode | null;
  readonly severity: Severity | null;
  readonly code: string | null;
  /** Wall ms. */
  readonly since: number;
  readonly title: string;
  /** Paragraphs for people. */
  readonly body: readonly string[];
}

/** `🔴 Улыбка: Нет доступа к amoCRM`: what is seen in a list of messages, a telephone's lock screen, a subject line. */
export function headline(message: AlertMessage, clinic: string | undefined): string {
  return `${mark(message)} ${clinic ?? 'IDENT → amoCRM'}: ${message.title}`;
}

function mark({ event, severity }: AlertMessage): string {
  if (event === 'test') return '🔵';
  if (event === 'recovered' || (event === 'evening' && severity === null)) return '🟢';
  return severity === 'critical' ? '🔴' : '🟡';
}

/** How messages are worded. */
export interface Wording {
  readonly language: Language;
  /** The clinic's. */
  readonly timeZone: string;
}

export function troubleMessage(incident: Incident, wording: Wording): AlertMessage {
  const { code: kind, severity, cause: code, since } = incident;
  const { title, meaning, advice } = incidentWords(incident, wording);
  const words = labels[wording.language];
  return {
    event: 'trouble',
    kind,
    severity,
    code,
    since,
    title,
    body: [
      meaning,
      ...(advice === null ? [] : [`${words.todo}: ${uncapitalized(advice)}`]),
      ...(code === null ? [] : [`${words.code}: ${code}`]),
    ],
  };
}

/** All that has time, once a day. */
export function digestMessage(incidents: readonly Incident[], wording: Wording): AlertMessage {
  const parts = incidents.map((incident) => troubleMessage(incident, wording));
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return {
    event: 'digest',
    kind: null,
    severity: 'warning',
    code: null,
    since: Math.min(...incidents.map(({ since }) => since)),
    title: labels[wording.language].digest(parts.length),
    body: parts.map(({ title, body }) => [title, ...body].join('\n')),
  };
}

const labels = {
  ru: {
    todo: 'Что делать',
    code: 'Код',
    digest: (count: number) => `Требует внимания: ${count}`,
  },
  en: { todo: 'To do', code: 'Code', digest: (count: number) => `Wants attention: ${count}` },
} as const;

/** In mid-sentence; names that begin with capitals stay. */
const uncapitalized = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

export function recoveryMessage(
  { code: kind, since, cause: code }: Pick<Incident, 'code' | 'since' | 'cause'>,
  overAt: number,
  { language, timeZone }: Wording,
): AlertMessage {
  const [from, to] = [since, overAt].map((ms) => clinicMoment(ms, timeZone, language));
  return {
    event: 'recovered',
    kind,
    severity: gravest[kind],
    code,
    since,
    title: overTitle(kind, language),
    body: [language === 'ru' ? `Длилось с ${from} до ${to}.` : `It lasted from ${from} to ${to}.`],
  };
}

export function testMessage(now: number, { language }: Pick<Wording, 'language'>): AlertMessage {
  return {
    event: 'test',
    kind: null,
    severity: null,
    code: null,
    since: now,
    ...(language === 'ru'
      ? {
          title: 'Проверка оповещений',
          body: [
            'Если вы это читаете, канал работает. Сюда программа IDENT → amoCRM напишет, когда обмену понадобится человек, и ещё раз, когда всё снова в порядке.',
          ],
        }
      : {
          title: 'A test of the alerts',
          body: [
            'If you read this, the channel works. Here IDENT → amoCRM will tell when the sync needs a person, and once more when all is well again.',
          ],
        }),
  };
}
