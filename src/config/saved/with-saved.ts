import type { SavedSettings } from '../../state/account/saved-settings.ts';
import type { SettingName } from '../settings.ts';
import {
  type BoundSecret,
  boundTo,
  isBoundSecret,
  isPageSetting,
  waysToAmo,
} from './page-settings.ts';

type Values = Readonly<Record<string, string | undefined>>;

export interface Layered {
  readonly values: Values;
  /** Those that the set-up page gave. */
  readonly ofPage: ReadonlySet<string>;
  /** Saved secrets that the present settings would show to somebody else. */
  readonly withheld: ReadonlySet<string>;
}

const isGiven = (values: Values, name: string): boolean =>
  [name, `${name}_FILE`].some((one) => (values[one] ?? '').trim() !== '');

/** What is saved below what the environment and its file give: these win, setting by setting. */
export function withSaved(given: Values, { values: saved, bound }: SavedSettings): Layered {
  const otherWay = new Set<string>(
    waysToAmo
      .filter((way) => way.some((name) => isGiven(given, name)))
      .flatMap((way) => waysToAmo.filter((other) => other !== way).flat()),
  );
  const used = Object.entries(saved).filter(
    ([name]) => isPageSetting(name) && !isGiven(given, name) && !otherWay.has(name),
  );
  const all: Values = { ...given, ...Object.fromEntries(used) };
  const withheld = used
    .map(([name]) => name)
    .filter(
      (name) =>
        isBoundSecret(name) &&
        !sameRecord(
          bindingOf(name, (one) => all[one]),
          bound[name] ?? {},
        ),
    );
  const kept = used.filter(([name]) => !withheld.includes(name));
  return {
    values: { ...given, ...Object.fromEntries(kept) },
    ofPage: new Set(kept.map(([name]) => name)),
    withheld: new Set(withheld),
  };
}

/** To whom the secret would be shown, as the settings stand. */
export function bindingOf(
  name: BoundSecret,
  textOf: (name: SettingName) => string | undefined,
): Readonly<Record<string, string>> {
  const pairs = boundTo[name].map((one) => [one, (textOf(one) ?? '').trim()] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''));
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
}
