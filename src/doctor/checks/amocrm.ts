import { Temporal } from 'temporal-polyfill';
import type { AmoClient } from '../../amocrm/amo-client.ts';
import type { LimiterState } from '../../amocrm/limiter/limiter-state.ts';
import type { FieldChoice } from '../../contact/model/field-choice.ts';
import type { AccessFacts } from '../../health/facts.ts';
import { ofToken } from '../../health/rules.ts';
import { both, type Localized } from '../../language.ts';
import type { FieldBindings } from '../../state/account/field-bindings.ts';
import { type FieldLine, isFit } from '../../sync/account/account-fields.ts';
import { checkFields } from '../../sync/account/fields.ts';
import { allSkipped, type Diagnosis, failed, ok, problem, warning } from '../diagnosis.ts';
import { tellIncident } from './incidents.ts';

/** When the token in use ends, as far as it says. */
export type TokenFacts = AccessFacts & {
  readonly kind: 'long-lived' | 'oauth';
  /** It was given on the page Setup, in place of the settings' own. */
  readonly isGiven?: boolean;
};

export function judgeToken(access: TokenFacts, now: number, timeZone: string): Diagnosis {
  const { kind, expiresAt, isGiven = false } = access;
  const [incident] = ofToken({ access, now });
  if (incident !== undefined) return tellIncident(incident, 'token', { timeZone });
  if (kind === 'oauth') {
    return ok('token', {
      ru: 'OAuth, токен обновляется сам',
      en: 'OAuth, the token renews itself',
    });
  }
  const date = expiresAt === null ? null : new Date(expiresAt).toISOString().slice(0, 10);
  return ok(
    'token',
    both((language) => {
      const { token, until, given } = tokenWords[language];
      return [token, date === null ? '' : ` ${until} ${date}`, isGiven ? given : ''].join('');
    }),
  );
}

const tokenWords: Localized<Readonly<Record<'token' | 'until' | 'given', string>>> = {
  ru: {
    token: 'долгосрочный токен',
    until: 'до',
    given: ', данный на странице «Подключение» вместо AMOCRM_LONG_LIVED_TOKEN',
  },
  en: {
    token: 'long-lived token',
    until: 'until',
    given: ', given on the page Setup in place of AMOCRM_LONG_LIVED_TOKEN',
  },
};

interface AccountContext extends FieldChoice {
  readonly timeZone: string;
  readonly now: number;
  /** The account that the state belongs to; null before the first pass. */
  readonly knownAccount: number | null;
  readonly bindings: Pick<FieldBindings, 'all'>;
}

const unreached = { ru: 'amoCRM недоступна', en: 'amoCRM is out of reach' };

/** The account and its fields, by three reads. */
export async function checkAmo(
  amo: AmoClient,
  { timeZone, excluded, extra, now, knownAccount, bindings }: AccountContext,
): Promise<readonly Diagnosis[]> {
  try {
    const account = await amo.account();
    await amo.contacts({ limit: 1 });
    const named = `${account.name} (${account.subdomain}, ${account.id})`;
    const lines = await checkFields({ amo, excluded, extra, state: { fields: bindings } });
    return [
      knownAccount === null || knownAccount === account.id
        ? ok('amocrm', { ru: named, en: named })
        : otherAccount(named, knownAccount),
      judgeZones(account.timeZone, timeZone, now),
      judgeFields(lines),
    ];
  } catch (error) {
    return [failed('amocrm', error), ...allSkipped(['zone', 'fields'], unreached)];
  }
}

const otherAccount = (named: string, known: number): Diagnosis =>
  problem('amocrm', {
    code: 'OTHER_ACCOUNT',
    found: {
      ru: `${named}: состояние принадлежит другому аккаунту, ${known}`,
      en: `${named}: the state belongs to another account, ${known}`,
    },
    advice: {
      ru: 'Верните прежние AMOCRM_SUBDOMAIN и доступ или заведите для нового аккаунта своё состояние (STATE_URL)',
      en: 'Restore the former AMOCRM_SUBDOMAIN and access, or keep a state of its own for the new account (STATE_URL)',
    },
  });

function judgeZones(account: string, clinic: string, now: number): Diagnosis {
  const instant = Temporal.Instant.fromEpochMilliseconds(now);
  const offset = (zone: string) => instant.toZonedDateTimeISO(zone).offset;
  const found = {
    ru: `amoCRM ${account}, клиника ${clinic}`,
    en: `amoCRM ${account}, clinic ${clinic}`,
  };
  if (offset(account) === offset(clinic)) return ok('zone', found);
  return warning('zone', {
    code: 'DOCTOR_ZONES_DIFFER',
    found,
    advice: {
      ru: 'Даты совпадут и так; если пояс указан по ошибке, исправьте TIMEZONE или настройки аккаунта amoCRM',
      en: 'Dates agree all the same; if one of them is a mistake, correct TIMEZONE or the settings of the amoCRM account',
    },
  });
}

function judgeFields(lines: readonly FieldLine[]): Diagnosis {
  const wrong = lines.filter((line) => !isFit(line));
  const off = lines.filter(({ status }) => status === 'off' || status === 'refused').length;
  const fit = lines.length - wrong.length - off;
  const count = {
    ru: `${fit} из ${lines.length}${off > 0 ? `, выключено: ${off}` : ''}`,
    en: `${fit} of ${lines.length}${off > 0 ? `, switched off: ${off}` : ''}`,
  };
  const refused = lines.filter(({ status }) => status === 'refused');
  if (wrong.length === 0 && refused.length > 0) return fieldsRefused(count, refused);
  if (wrong.length === 0) return ok('fields', count);
  const names = wrong.map(({ field }) => field.name).join(', ');
  const misfits = wrong.filter(({ status }) => status === 'wrong-type');
  if (misfits.length > 0) {
    const kinds = misfits.map(({ field, detail }) => `${field.name} (${detail} ≠ ${field.type})`);
    return problem('fields', {
      code: 'FIELDS_WRONG',
      found: {
        ru: `${count.ru}; не тот тип: ${kinds.join(', ')}`,
        en: `${count.en}; wrong type: ${kinds.join(', ')}`,
      },
      advice: {
        ru: 'Создайте рядом новые; этих полей программа не тронет',
        en: 'Make new ones beside them; these are left alone',
      },
      command: 'ident-amocrm fields create',
    });
  }
  return problem('fields', {
    code: 'FIELDS_MISSING',
    found: { ru: `${count.ru}; нет: ${names}`, en: `${count.en}; missing: ${names}` },
    advice: {
      ru: 'Создайте их одной командой (нужны права администратора)',
      en: 'Make them with one command (needs administrator rights)',
    },
    command: 'ident-amocrm fields create',
  });
}

/** What amoCRM would not have made: those fields are off, the others work. */
function fieldsRefused(count: Localized<string>, refused: readonly FieldLine[]): Diagnosis {
  const names = refused.map(({ field }) => field.name).join(', ');
  return warning('fields', {
    code: 'DOCTOR_FIELDS_REFUSED',
    found: {
      ru: `${count.ru}; amoCRM не даёт создать: ${names}`,
      en: `${count.en}; amoCRM refuses to make: ${names}`,
    },
    advice: {
      ru: 'Эти поля выключены. Проверьте предел полей контакта, удалите ненужные и повторите',
      en: 'These are off. See the limit of contact fields, delete what nobody needs and run again',
    },
    command: 'ident-amocrm fields create',
  });
}

export function judgePace(
  rate: { readonly requests: number; readonly periodMs: number },
  limiter: LimiterState | null,
  now: number,
): Diagnosis {
  const until = limiter?.block?.until ?? 0;
  if (until > now) {
    const minutes = Math.ceil((until - now) / 60_000);
    return problem('pace', {
      code: 'AMO_RATE_BLOCKED',
      found: {
        ru: `amoCRM заблокировала запросы с этого адреса; следующая проба через ${minutes} мин`,
        en: `amoCRM has blocked requests from this address; next probe in ${minutes} min`,
      },
      advice: {
        ru: 'Подождите; если блокировка не снимется, напишите в поддержку amoCRM',
        en: 'Wait; if the block does not lift, write to amoCRM support',
      },
    });
  }
  const perSecond = (rate.requests * 1000) / rate.periodMs;
  const found = {
    ru: `не больше ${rounded(perSecond)} запросов в секунду`,
    en: `at most ${rounded(perSecond)} requests a second`,
  };
  if (perSecond > 7) {
    return problem('pace', {
      code: 'DOCTOR_RATE_TOO_HIGH',
      found,
      advice: {
        ru: 'amoCRM разрешает 7: уменьшите RATE_LIMIT_REQUESTS, иначе аккаунт заблокируют',
        en: 'amoCRM allows 7: lower RATE_LIMIT_REQUESTS, or the account gets blocked',
      },
    });
  }
  if (limiter === null || limiter.slowdown < 1.5) return ok('pace', found);
  return warning('pace', {
    code: 'DOCTOR_THROTTLED',
    found: {
      ru: `${found.ru}; сейчас медленнее в ${rounded(limiter.slowdown)} раза: amoCRM отвечала 429`,
      en: `${found.en}; slower by ${rounded(limiter.slowdown)} now: amoCRM answered 429`,
    },
    advice: {
      ru: 'Посмотрите, какие ещё интеграции нагружают аккаунт; скорость вернётся сама',
      en: 'See which other integrations load the account; the pace recovers by itself',
    },
  });
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
