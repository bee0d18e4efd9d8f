import { resolve } from 'node:path';
import {
  firstSource,
  type SourceName,
  type SourceNumber,
} from '../../contact/model/patient-key.ts';
import type { Localized } from '../../language.ts';
import {
  nothingSaved,
  readSavedSettings,
  type SavedLook,
  type SavedSettings,
} from '../../state/account/saved-settings.ts';
import { type ConfigFile, chosenClinic, readConfigFile, sectionsOf } from '../file/config-file.ts';
import { conflicts } from '../file/conflicts.ts';
import { besideTheFile, judged, overlaid } from '../file/layers.ts';
import { fileMistakes } from '../file/mistakes.ts';
import { ConfigError, type Mistake, mistake } from '../mistake.ts';
import { withLowerCase, withoutEffect } from '../parts/network-config.ts';
import { stateConfig } from '../parts/state-config.ts';
import { type Layered, withSaved } from '../saved/with-saved.ts';
import { type Origin, SettingReader, withFiles } from '../setting-reader.ts';
import { type SettingName, settings } from '../settings.ts';
import { withCredentials } from './credentials.ts';
import { readEnvFile } from './env-file.ts';
import { unknownNames } from './unknown-names.ts';

/** Where settings are given. */
export interface GivenIn {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` is looked for, and what relative paths start from. */
  readonly cwd: string;
  /** `--settings`: instead of `.env`, and must exist. */
  readonly envFile?: string | undefined;
  /** `--clinic`: one of those that `CONFIG_FILE` names. */
  readonly clinic?: string | undefined;
  /** What the set-up page gave; absent: what the state has of it. */
  readonly saved?: SavedSettings;
}

/** A database of the clinic and its settings. */
export interface GivenSource {
  readonly name: SourceName;
  readonly number: SourceNumber;
  readonly read: SettingReader;
}

/** The settings of one clinic, wherever they were given. */
export interface GivenSettings {
  /** The clinic's name in the file; null: there is no file. */
  readonly clinic: string | null;
  /** Absolute path of the `.env`, which need not be there. */
  readonly settingsFile: string;
  readonly read: SettingReader;
  /** At least one, in the order of the file. */
  readonly sources: readonly GivenSource[];
  /** What is wrong however the values are read. */
  readonly mistakes: readonly Mistake[];
  /** For people, once a command. */
  readonly notices: readonly Localized<string>[];
}

/** What a database is called where nobody names it. */
const onlySource = 'IDENT' as SourceName; // a name by itself

/** The environment over the file of settings, before anything is judged; `named`: what `CONFIG_FILE` names. */
export function givenValues({ env, cwd, envFile }: GivenIn) {
  const settingsFile = resolve(cwd, envFile ?? '.env');
  const file = readEnvFile(settingsFile, envFile === undefined);
  const given = Object.entries(withCredentials(env)).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  const values = withLowerCase({ ...file.values, ...Object.fromEntries(given) });
  return { settingsFile, file, given, values, named: values[fileSetting]?.trim() };
}

/** @throws ConfigError when it cannot be told which clinic is meant. */
export function givenSettings(source: GivenIn): GivenSettings {
  return givenOfEach(source)(source.clinic);
}

/**
 * The settings of one clinic after the other: files are read, and judged as a whole, but once.
 *
 * @returns @throws ConfigError when it cannot be told which clinic is meant.
 */
export function givenOfEach(source: GivenIn): (clinic: string | undefined) => GivenSettings {
  const { env, cwd } = source;
  const { settingsFile, file, given, values, named } = givenValues(source);
  const clinics = named === undefined ? null : readConfigFile(named, cwd);
  const referred = clinics === null ? new Set<string>() : references(clinics);
  const mistakes: Mistake[] = [
    ...file.mistakes,
    ...unknownNames({
      fileNames: Object.keys(file.values),
      environmentNames: given.map(([name]) => name),
      known: [...knownNames, ...referred],
    }),
    ...withoutEffect(file.values, env),
  ];
  if (clinics !== null) {
    const ofClinic = ofFile(clinics, { env, settingsFile, values, cwd, referred, mistakes });
    return (clinic) => ofClinic(clinic ?? values[clinicSetting]);
  }
  return (clinic) => {
    const wanted = clinic ?? values[clinicSetting];
    const saved = savedBeside(source, new SettingReader(values, cwd));
    const layered = withSaved(values, saved === 'sealed' || saved === null ? nothingSaved : saved);
    const read = new SettingReader(layered.values, cwd, ofEnvironment(env, layered));
    const all = [
      ...mistakes,
      ...(saved === 'sealed' ? [sealedSettings] : []),
      ...(wanted ? [fileMistakes.clinicWithoutFile(wanted)] : []),
    ];
    return {
      clinic: null,
      settingsFile,
      read,
      mistakes: all,
      notices: [],
      sources: [{ name: onlySource, number: firstSource, read }],
    };
  };
}

function ofFile(
  file: ConfigFile,
  from: Pick<GivenSettings, 'settingsFile'> &
    Pick<GivenIn, 'env'> & {
      readonly values: Readonly<Record<string, string | undefined>>;
      readonly cwd: string;
      readonly referred: ReadonlySet<string>;
      readonly mistakes: readonly Mistake[];
    },
): (wanted: string | undefined) => GivenSettings {
  const { values, cwd, referred } = from;
  const { givenBy } = ofEnvironment(from.env);
  const beside = besideTheFile(file, values, referred);
  const lower = { values: beside.values, environment: values, givenBy, cwd };
  const mistakes = [
    ...from.mistakes,
    ...file.mistakes,
    ...judged(file, cwd),
    ...conflicts(file, lower),
    ...beside.mistakes,
  ];
  return (wanted) => {
    const choice = chosenClinic(file.clinics, wanted);
    if ('mistake' in choice) {
      // Of a file that names none, which one is meant is not the question.
      throw new ConfigError(file.clinics.length === 0 ? mistakes : [...mistakes, choice.mistake]);
    }
    const { clinic } = choice;
    const ofClinic = [file.given, clinic.given];
    const { notices } = beside;
    return {
      settingsFile: from.settingsFile,
      clinic: clinic.name,
      mistakes,
      notices,
      read: overlaid(ofClinic, clinic.at, lower),
      sources: clinic.sources.map(({ name, number, at, given }) => ({
        name,
        number,
        read: overlaid([...ofClinic, given], at, lower),
      })),
    };
  };
}

/** Without a file of clinics: all is of the environment, of the `.env`, or of the set-up page. */
function ofEnvironment(env: GivenIn['env'], layered?: Layered): Origin {
  return {
    isOfFile: false,
    givenBy: (name) => {
      if (layered?.ofPage.has(name)) return 'saved';
      return (withCredentials(env)[name] ?? '') === '' ? 'file' : 'environment';
    },
    placeOf: () => undefined,
    unset: () => undefined,
    reasonMissing: (name) => (layered?.withheld.has(name) ? withheldSecret : undefined),
  };
}

/** Where the state is, which may hold settings, the environment and the `.env` alone tell. */
function savedBeside({ saved }: GivenIn, read: SettingReader): SavedLook {
  return saved ?? readSavedSettings(stateConfig(read));
}

const sealedSettings = mistake({
  name: 'STATE_KEY_FILE',
  ru: 'этот ключ не открывает настройки, сохранённые на странице подключения',
  fixRu: 'Верните файл ключа, который лежал рядом с состоянием',
  en: 'this key does not open the settings that were saved on the set-up page',
  fixEn: 'Bring the key file back that lay beside the state',
});

const withheldSecret = {
  ru: 'Значение, сохранённое на странице подключения, было для другого сервера, порта или аккаунта: введите его заново',
  en: 'What was saved on the set-up page was for another server, port or account: enter it again',
};

const fileSetting = 'CONFIG_FILE' satisfies SettingName;
export const clinicSetting = 'CLINIC' satisfies SettingName;

/** Names of the environment that the file takes values from: they may be called anything. */
function references(file: ConfigFile): ReadonlySet<string> {
  const given = sectionsOf(file).flatMap((section) => [...section.values()]);
  return new Set(given.flatMap(({ reference }) => reference ?? []));
}

/** Every name that may stand in a `.env`, the files of secrets among them. */
const knownNames = withFiles(Object.keys(settings));
