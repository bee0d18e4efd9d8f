import type { Language } from '../../../language.ts';
import { type Severity, severities, type Trouble, type TroubleKind } from './trouble.ts';
import { troubleTexts } from './trouble-texts.ts';

/** What a channel is given to say; no personal data. */
export interface AlertMessage {
  readonly event: 'trouble' | 'recovered' | 'test';
  /** Null for a test. */
  readonly kind: TroubleKind | null;
  readonly severity: Severity | null;
  readonly code: string | null;
  /** Wall ms. */
  readonly since: number;
  readonly title: string;
  /** Paragraphs for people. */
  readonly body: readonly string[];
}

/** How messages are worded. */
export interface Wording {
  readonly language: Language;
  /** The clinic's. */
  readonly timeZone: string;
}

export function troubleMessage(trouble: Trouble, { language, timeZone }: Wording): AlertMessage {
  const { kind, code, since, count = 0, until = since } = trouble;
  const text = troubleTexts[kind][language];
  const words =
    language === 'ru' ? { todo: 'Что делать', code: 'Код' } : { todo: 'To do', code: 'Code' };
  const at = (ms: number) => moment(ms, timeZone, language);
  return {
    ...{ event: 'trouble', kind, severity: severities[kind], code, since, title: text.title },
    body: [
      text.meaning({ since: at(since), count, until: at(until) }),
      `${words.todo}: ${text.advice}`,
      ...(code === null ? [] : [`${words.code}: ${code}`]),
    ],
  };
}

export function recoveryMessage(
  { kind, since, code }: Pick<Trouble, 'kind' | 'since' | 'code'>,
  overAt: number,
  { language, timeZone }: Wording,
): AlertMessage {
  const [from, to] = [since, overAt].map((ms) => moment(ms, timeZone, language));
  return {
    ...{ event: 'recovered', kind, severity: severities[kind], code, since },
    title: troubleTexts[kind][language].over,
    body: [language === 'ru' ? `Длилось с ${from} до ${to}.` : `It lasted from ${from} to ${to}.`],
  };
}

export function testMessage(now: number, { language }: Pick<Wording, 'language'>): AlertMessage {
  return {
    ...{ event: 'test', kind: null, severity: null, code: null, since: now },
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

/** On the clinic's wall clock: `2 марта в 09:05`, `2026-03-02 09:05`. */
function moment(ms: number, timeZone: string, language: Language): string {
  const format =
    language === 'ru'
      ? new Intl.DateTimeFormat('ru', {
          ...{ timeZone, day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' },
        })
      : // Sweden's order of date and time is ISO's.
        new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(ms);
}
