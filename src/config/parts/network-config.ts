import { readFileSync } from 'node:fs';
import type { Localized } from '../../language.ts';
import { unreadable } from '../file/text-file.ts';
import { type Mistake, mistake } from '../mistake.ts';
import type { SettingReader } from '../setting-reader.ts';

/** The way out to the internet. */
export interface NetworkConfig {
  readonly httpsProxy?: string | undefined;
  readonly httpProxy?: string | undefined;
  /** By commas; this computer is always among them. */
  readonly noProxy: string;
  /** Absolute path of a PEM file. */
  readonly extraCaFile?: string | undefined;
}

const ownComputer = ['localhost', '127.0.0.1', '[::1]', '::1'];

export function networkConfig(read: SettingReader): NetworkConfig {
  return {
    httpsProxy: read.get('HTTPS_PROXY'),
    httpProxy: read.get('HTTP_PROXY'),
    noProxy: [read.get('NO_PROXY') ?? '', ...ownComputer].filter((name) => name !== '').join(','),
    extraCaFile: extraCaFile(read),
  };
}

/** A file without a certificate would be believed to help, and does not. */
function extraCaFile(read: SettingReader): string | undefined {
  const given = read.get('NODE_EXTRA_CA_CERTS');
  if (given === undefined) return undefined;
  const file = read.path(given);
  const report = (problem: Localized<string>) =>
    read.report({
      name: 'NODE_EXTRA_CA_CERTS',
      value: given,
      problem,
      fix: {
        ru: 'Назовите файл PEM с корневым сертификатом (-----BEGIN CERTIFICATE-----)',
        en: 'Name a PEM file with the root certificate (-----BEGIN CERTIFICATE-----)',
      },
    });
  try {
    if (/-----BEGIN CERTIFICATE-----/.test(readFileSync(file, 'utf8'))) return file;
    report({ ru: 'в файле нет сертификата в виде PEM', en: 'the file holds no PEM certificate' });
  } catch (error) {
    report(unreadable(error).problem);
  }
  return undefined;
}

/** What Node looks for in its environment alone, and what does the same here. */
const inEnvironmentOnly: Readonly<Record<string, string>> = {
  ALL_PROXY: 'HTTPS_PROXY',
  NODE_OPTIONS: '',
  NODE_TLS_REJECT_UNAUTHORIZED: 'NODE_EXTRA_CA_CERTS',
  NODE_USE_ENV_PROXY: 'HTTPS_PROXY',
  NODE_USE_SYSTEM_CA: 'NODE_EXTRA_CA_CERTS',
};

/** Settings of Node in a `.env` that would have no effect, and would be believed to have one. */
export function withoutEffect(
  file: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): readonly Mistake[] {
  return Object.entries(file).flatMap(([name, value]) => {
    const instead = inEnvironmentOnly[name.toUpperCase()];
    if (instead === undefined || value === '' || env[name] !== undefined) return [];
    const [ru, en] = instead === '' ? ['', ''] : [` или задайте ${instead}`, `, or set ${instead}`];
    return [
      mistake({
        name,
        ru: 'в файле .env эта переменная не действует',
        fixRu: `Задайте её в окружении (оболочка, служба, Compose)${ru}`,
        en: 'this variable has no effect in a .env file',
        fixEn: `Set it in the environment (shell, service, Compose)${en}`,
      }),
    ];
  });
}

/** Other programs know these settings by small letters, which win there too. */
export function withLowerCase(
  values: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const small = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => {
    const value = values[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...values, ...Object.fromEntries(small) };
}
