import type { Localized } from '../../language.ts';
import type { SettingType } from '../setting.ts';
import { parsed } from './setting-types.ts';

/** `left=right; …`: both may hold commas. Nothing on either side, or one left side twice, is a mistake. */
export const pairs = <K extends string>(
  expected: Localized<string>,
  leftOf: (text: string) => K | undefined,
): SettingType<ReadonlyMap<K, string>> =>
  parsed(expected, (value) => {
    const given = new Map<K, string>();
    for (const item of value.split(';')) {
      if (item.trim() === '') continue;
      const at = item.lastIndexOf('=');
      const left = at < 1 ? undefined : leftOf(item.slice(0, at).trim());
      const right = item.slice(at + 1).trim();
      if (left === undefined || left === '' || right === '' || given.has(left)) return undefined;
      given.set(left, right);
    }
    return given.size === 0 ? undefined : given;
  });
