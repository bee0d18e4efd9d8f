import type { Mistake } from '../../config/mistake.ts';
import {
  boundTo,
  isBoundSecret,
  type PageGroup,
  pageSettings,
} from '../../config/saved/page-settings.ts';
import { bindingOf } from '../../config/saved/with-saved.ts';
import type { SettingReader } from '../../config/setting-reader.ts';
import type { SettingName } from '../../config/settings.ts';

/**
 * A secret of the environment or of `.env` was given for a server or an account that the page cannot see the reason of:
 * where the settings were whole, the page does not show it to another one.
 */
export function misledSecrets(
  group: PageGroup,
  before: SettingReader,
  after: SettingReader,
): readonly Mistake[] {
  return pageSettings[group].filter(isBoundSecret).flatMap((secret) => {
    const isFromOutside = ['environment', 'file'].includes(after.written(secret)?.given ?? '');
    if (!isFromOutside) return [];
    const [was, is] = [before, after].map((read) =>
      bindingOf(secret, (name) => read.written(name)?.text),
    );
    const changed = boundTo[secret].filter((name) => was?.[name] !== is?.[name]);
    return changed.map((name) => mistake(name, secret));
  });
}

const mistake = (name: SettingName, secret: SettingName): Mistake => ({
  name,
  problem: {
    ru: `${secret} задан снаружи для прежнего значения ${name}: другому его здесь не показывают`,
    en: `${secret} is given from outside for what ${name} was: from here nobody else is shown it`,
  },
  fix: {
    ru: `измените ${name} там же, где стоит ${secret}, или уберите ${secret} оттуда и введите его здесь`,
    en: `change ${name} where ${secret} stands, or take ${secret} away there and enter it here`,
  },
});
