import type { Localized } from '../../language.ts';
import type { Mistake, Place } from '../mistake.ts';
import { type GivenBy, SettingReader, withFiles } from '../setting-reader.ts';
import { amocrmSettings } from '../settings/amocrm-settings.ts';
import { databaseSettings } from '../settings/database-settings.ts';
import { type SettingName, settings } from '../settings.ts';
import { type ConfigFile, sectionsOf } from './config-file.ts';
import { fileMistakes, givenTwice } from './mistakes.ts';
import type { Given, GivenSetting } from './section.ts';

type Values = Readonly<Record<string, string | undefined>>;

/** What the file's settings are laid over. */
export interface Lower {
  /** Of the environment, as far as it holds beside a file. */
  readonly values: Values;
  /** All of the environment: what `${NAME}` means. */
  readonly environment: Values;
  /** Who gave one of `values`. */
  readonly givenBy: (name: string) => GivenBy;
  readonly cwd: string;
}

/**
 * Which account and which databases: of the environment alone these would hold for every clinic and every source that
 * leaves one out, and carry the patients of one into the account of another.
 */
const namedByFile: ReadonlySet<string> = new Set(
  withFiles(
    [...Object.keys(amocrmSettings), ...Object.keys(databaseSettings)].filter(
      (name) => !name.startsWith('RATE_LIMIT_'),
    ),
  ),
);

/** What the environment gives beside the file, and what of it has to be told. */
export function besideTheFile(
  file: ConfigFile,
  environment: Values,
  referred: ReadonlySet<string>,
): {
  readonly values: Values;
  readonly mistakes: readonly Mistake[];
  readonly notices: readonly Localized<string>[];
} {
  const inFile = new Set(
    sectionsOf(file).flatMap((given) => [...given.keys()].flatMap((name) => [name, twinOf(name)])),
  );
  const given = Object.keys(environment).filter(
    (name) => (environment[name] ?? '').trim() !== '' && isKnown(name) && !referred.has(name),
  );
  const twice = given.filter((name) => inFile.has(name));
  return {
    values: Object.fromEntries(
      Object.entries(environment).filter(([name]) => !namedByFile.has(name)),
    ),
    mistakes: given
      .filter((name) => namedByFile.has(name) && !inFile.has(name))
      .map((name) => fileMistakes.notOfEnvironment(name, file.name)),
    notices: twice.length === 0 ? [] : [givenTwice(twice, file.name)],
  };
}

const isKnown = (name: string) => name in settings || namedByFile.has(name);

/** `X` and `X_FILE` are two ways to give one secret: the nearer one counts. */
function twinOf(name: string): string {
  const twin = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : `${name}_FILE`;
  const isOneSecret = !(name in settings && twin in settings);
  return isOneSecret ? twin : name;
}

/** Settings of the file over those of the environment, each level over the one above it. */
export function overlaid(levels: readonly Given[], owner: Place, lower: Lower): SettingReader {
  const found = new Map<string, GivenSetting>();
  for (const level of levels) {
    for (const [name, setting] of level) {
      found.delete(twinOf(name));
      found.set(name, setting);
    }
  }
  const values: Record<string, string | undefined> = { ...lower.values };
  const unset = new Map<string, Mistake>();
  for (const [name, { at, text, reference }] of found) {
    delete values[twinOf(name)];
    const value = reference === undefined ? text : lower.environment[reference];
    values[name] = value;
    if (reference !== undefined && (value ?? '').trim() === '') {
      unset.set(name, fileMistakes.unset(name, reference, at));
    }
  }
  return new SettingReader(values, lower.cwd, {
    isOfFile: true,
    givenBy: (name) => (found.has(name) ? 'file' : lower.givenBy(name)),
    placeOf: (name) => found.get(name)?.at ?? (values[name] === undefined ? owner : undefined),
    unset: (name) => unset.get(name),
  });
}

/** Whether every value of the file is one of its setting, whichever clinic this process works with. */
export function judged(file: ConfigFile, cwd: string): readonly Mistake[] {
  return sectionsOf(file).flatMap((given) => {
    const written = [...given].filter(([, { text }]) => text !== undefined);
    const values = Object.fromEntries(written.map(([name, { text }]) => [name, text]));
    const read = new SettingReader(values, cwd, {
      isOfFile: true,
      givenBy: () => 'file',
      placeOf: (name) => given.get(name)?.at,
      unset: () => undefined,
    });
    for (const [name] of written) {
      if (name in settings) read.get(name as SettingName); // checked beside it
    }
    return read.mistakes;
  });
}
