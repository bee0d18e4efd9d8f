import { resolve } from 'node:path';
import type { Localized } from '../language.ts';
import { withCredentials } from './credentials.ts';
import { readEnvFile } from './env-file.ts';
import { type Setting, type SettingGroup, settingGroups } from './setting.ts';
import { settingsByGroup } from './settings.ts';

/** A setting as it may be shown to anybody: what is secret has no value. */
export interface ShownSetting {
  readonly name: string;
  /** As it is written; null: a secret, or not set. */
  readonly value: string | null;
  readonly secret: boolean;
  readonly given: 'environment' | 'file' | 'default' | 'unset';
  readonly description: Localized<string>;
}

export type ShownSettings = readonly {
  readonly group: SettingGroup;
  readonly settings: readonly ShownSetting[];
}[];

export interface SettingSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** `--env-file` */
  readonly envFile?: string | undefined;
}

/** All settings and where each one's value comes from, as they stand there now: the service may run with earlier ones. */
export function shownSettings({ env: own, cwd, envFile }: SettingSource): ShownSettings {
  const env = withCredentials(own);
  const file = readEnvFile(resolve(cwd, envFile ?? '.env'), envFile === undefined).values;
  const textOf = (name: string) => {
    const found = env[name];
    if (found !== undefined && found !== '') return { given: 'environment', text: found } as const;
    const written = file[name];
    return written !== undefined && written !== ''
      ? ({ given: 'file', text: written } as const)
      : null;
  };
  return settingGroups.map((group) => ({
    group,
    settings: Object.entries<Setting<unknown>>(settingsByGroup[group]).map(([name, setting]) => {
      const secret = setting.secret === true;
      const found = textOf(name) ?? (secret ? textOf(`${name}_FILE`) : null);
      const fallback = setting.default;
      return {
        ...{ name, secret, description: setting.description },
        value: secret ? null : (found?.text ?? fallback ?? null),
        given: found?.given ?? (fallback === undefined ? 'unset' : 'default'),
      };
    }),
  }));
}
