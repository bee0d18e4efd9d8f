import type { Localized } from '../language.ts';
import { type GivenIn, givenSettings } from './given/given-settings.ts';
import { type Setting, type SettingGroup, settingGroups } from './setting.ts';
import type { GivenBy } from './setting-reader.ts';
import { databaseSettings } from './settings/database-settings.ts';
import { type SettingName, settingsByGroup } from './settings.ts';
import { withoutPassword } from './without-password.ts';

/** A setting as it may be shown to anybody: what is secret has no value. */
interface ShownSetting {
  readonly name: string;
  /** As it is written; null: a secret, or not set. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly given: GivenBy | 'default' | 'unset';
  readonly description: Localized<string>;
}

export type ShownSettings = readonly {
  readonly group: SettingGroup;
  readonly settings: readonly ShownSetting[];
}[];

const asShown = (text: string | null): string | null => text && withoutPassword(text);

/** All settings and where each one's value comes from, as they stand there now: the service may run with earlier ones. */
export function shownSettings(source: GivenIn): ShownSettings {
  const given = givenSettings(source);
  const ofSetting = (name: SettingName, setting: Setting<unknown>): ShownSetting => {
    const secret = setting.secret === true;
    const readers = name in databaseSettings ? given.sources : [given];
    const found = readers.map((one) => one.read.written(name));
    const texts = found.map((one) => one?.text ?? setting.default ?? null);
    return {
      name,
      secret,
      description: { ru: setting.ru, en: setting.en },
      value: secret ? null : together(texts.map(asShown), given.sources),
      given:
        found.find((one) => one !== null)?.given ??
        (setting.default === undefined ? 'unset' : 'default'),
    };
  };
  return settingGroups.map((group) => ({
    group,
    settings: Object.entries<Setting<unknown>>(settingsByGroup[group]).map(([name, setting]) =>
      // Object.entries forgets its key type.
      ofSetting(name as SettingName, setting),
    ),
  }));
}

/** What differs between databases stands with their names. */
function together(
  texts: readonly (string | null)[],
  sources: readonly { readonly name: string }[],
): string | null {
  if (new Set(texts).size <= 1) return texts[0] ?? null;
  return texts.map((text, index) => `${sources[index]?.name}: ${text ?? '–'}`).join('; ');
}
