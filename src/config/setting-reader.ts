import { resolve } from 'node:path';
import type { Localized } from '../language.ts';
import { readTextFile, type TextFile } from './file/text-file.ts';
import { inLatin } from './look-alike.ts';
import { flaw, type Mistake, mistake, type Place } from './mistake.ts';
import type { Setting, SettingTable } from './setting.ts';
import { type SettingName, settings, type Values } from './settings.ts';
import { withoutPassword } from './without-password.ts';

/** Who gave a setting; `saved`: a person, on the set-up page. */
export type GivenBy = 'environment' | 'file' | 'saved';

/** Where settings were given. */
export interface Origin {
  /** Whether the settings are those of a clinic of `CONFIG_FILE`. */
  readonly isOfFile: boolean;
  givenBy(name: string): GivenBy;
  /** Where in the file a setting stands, or would belong; undefined where it has no place there. */
  placeOf(name: string): Place | undefined;
  /** What is wrong with a value that is to be taken from elsewhere and is not there. */
  unset(name: string): Mistake | undefined;
  /** Why nobody gave it, where that is known. */
  reasonMissing?(name: string): Localized<string> | undefined;
}

const nowhere: Origin = {
  isOfFile: false,
  givenBy: () => 'environment',
  placeOf: () => undefined,
  unset: () => undefined,
};

/** What the users' own guides put where a value belongs. */
const placeholder =
  /^<.*>$|\byour[_-](subdomain|client|server|ident|db|access|token|password|secret|user|login|host)/i;

/**
 * Takes settings by name out of what the environment and the file gave, and gathers what is wrong with those that were
 * asked for. Settings that nobody asks for are not judged.
 */
export class SettingReader {
  readonly #raw: Readonly<Record<string, string | undefined>>;
  readonly #folder: string;
  readonly #origin: Origin;
  readonly #mistakes = new Map<string, Mistake>();

  /** @param folder what relative paths start from. */
  constructor(
    raw: Readonly<Record<string, string | undefined>>,
    folder: string,
    origin: Origin = nowhere,
  ) {
    this.#raw = raw;
    this.#folder = folder;
    this.#origin = origin;
  }

  /** Whether it is one of the clinics of a file. */
  get isOfFile(): boolean {
    return this.#origin.isOfFile;
  }

  /** As it was written, and by whom; null: by nobody. Of a secret this is not to be shown. */
  written(name: SettingName): { readonly text: string; readonly given: GivenBy } | null {
    const given = withFiles([name]).find((one) => this.#given(one));
    return given === undefined
      ? null
      : { text: this.#raw[given] ?? '', given: this.#origin.givenBy(given) };
  }

  get mistakes(): readonly Mistake[] {
    return [...this.#mistakes.values()];
  }

  report(mistake: Mistake): void {
    const at = mistake.at ?? this.#origin.placeOf(mistake.name);
    this.#mistakes.set(mistake.name, at === undefined ? mistake : { ...mistake, at });
  }

  /** Whether anybody gave it; an empty one counts as not given. */
  has(name: SettingName): boolean {
    return withFiles([name]).some((one) => this.#given(one));
  }

  /** The value or the default; a wrong value is reported, and the default (or nothing) stands in for it. */
  get<Name extends SettingName>(name: Name): Values[Name] {
    const setting: Setting<unknown> = settings[name];
    const text = this.#text(name);
    const value =
      (text === undefined ? undefined : this.#parse(name, setting, text)) ??
      (setting.default === undefined ? undefined : setting.type.schema.parse(setting.default));
    // The table's type says what this very name parses to; the look-up by a variable name lost it.
    return value as Values[Name];
  }

  /** The value; that there is none is a mistake. */
  need<Name extends SettingName>(name: Name, reason?: Localized<string>): Values[Name] | undefined {
    if (!this.has(name)) {
      this.report(missing(name, this.#origin.reasonMissing?.(name) ?? reason));
    }
    return this.get(name);
  }

  /** What a text would be as this setting; a wrong one is reported. */
  parsed<Name extends SettingName>(name: Name, text: string): Values[Name] | undefined {
    // As `get`.
    return this.#parse(name, settings[name], text) as Values[Name] | undefined;
  }

  path(relative: string): string {
    return resolve(this.#folder, relative);
  }

  #given(name: string): boolean {
    return (this.#raw[name] ?? '').trim() !== '' || this.#origin.unset(name) !== undefined;
  }

  #text(name: SettingName): string | undefined {
    const unset = this.#origin.unset(name) ?? this.#origin.unset(`${name}_FILE`);
    if (unset !== undefined) {
      this.report(unset);
      return undefined;
    }
    const fileName = `${name}_FILE`;
    if (!isSecret(name) || !this.#given(fileName) || fileName in settings) {
      return this.#given(name) ? this.#raw[name] : undefined;
    }
    if (this.#given(name)) {
      this.report(bothGiven(name));
      return undefined;
    }
    const file = this.path((this.#raw[fileName] ?? '').trim());
    const secret = secretOf(readTextFile(file));
    if ('text' in secret) return secret.text;
    this.report(unreadable(fileName, file, secret.problem));
    return undefined;
  }

  #parse(name: SettingName, setting: Setting<unknown>, text: string): unknown {
    const shown = setting.secret ? {} : { value: withoutPassword(text) };
    if (placeholder.test(text)) {
      this.report({ name, ...shown, ...unfilled });
      return undefined;
    }
    const result = setting.type.schema.safeParse(text);
    if (result.success) return result.data;
    const { expected, suggest } = setting.type;
    const isLookAlike = setting.type.schema.safeParse(inLatin(text)).success;
    const meant = setting.secret ? undefined : suggest?.(text);
    this.report({
      name,
      ...shown,
      ...(isLookAlike ? lookAlike : { problem: wrongValue, fix: expectation(expected, meant) }),
    });
    return undefined;
  }
}

/** A secret is one line, with or without what editors put before and behind it. */
function secretOf(file: TextFile): TextFile {
  if ('problem' in file) return file;
  const text = file.text.replace(/[\r\n]+$/, '');
  if (text.trim() === '') return { problem: { ru: 'файл пуст', en: 'the file is empty' } };
  return /[\r\n]/.test(text)
    ? { problem: { ru: 'в файле несколько строк', en: 'the file holds several lines' } }
    : { text };
}

export function isSecret(name: string): boolean {
  const table: SettingTable = settings;
  return table[name]?.secret === true;
}

/** These names, with those of the files of secrets. */
export const withFiles = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => (isSecret(name) ? [name, `${name}_FILE`] : [name]));

const wrongValue = { ru: 'значение не подходит', en: 'the value does not fit' };

function expectation(expected: Localized<string>, meant: string | undefined): Localized<string> {
  const [ru, en] = [`Нужно: ${expected.ru}`, `Expected: ${expected.en}`];
  return meant === undefined
    ? { ru, en }
    : { ru: `${ru}. Возможно, имелось в виду ${meant}`, en: `${en}. Perhaps ${meant} was meant` };
}

/** Nobody can see it. */
const lookAlike = flaw({
  ru: 'русские буквы на месте латинских, которые так же выглядят',
  fixRu: 'Наберите значение заново в латинской раскладке',
  en: 'Russian letters in place of Latin ones that look the same',
  fixEn: 'Type the value anew on a Latin keyboard',
});

function missing(name: SettingName, reason: Localized<string> | undefined): Mistake {
  const setting: Setting<unknown> = settings[name];
  return {
    name,
    isMissing: true,
    problem: { ru: 'не задано', en: 'not set' },
    fix: reason ?? { ru: setting.ru.replace(/\.$/, ''), en: setting.en.replace(/\.$/, '') },
  };
}

const unfilled = flaw({
  ru: 'осталась заготовка из примера',
  fixRu: 'Впишите своё значение',
  en: 'still the placeholder of the example',
  fixEn: 'Put your own value there',
});

/** A secret and the file of it. */
export function bothGiven(name: string): Mistake {
  return mistake({
    name,
    ru: `заданы и ${name}, и ${name}_FILE`,
    fixRu: 'Оставьте что-то одно',
    en: `${name} and ${name}_FILE are both set`,
    fixEn: 'Keep one of them',
  });
}

function unreadable(name: string, file: string, problem: Localized<string>): Mistake {
  return {
    name,
    value: file,
    problem,
    fix: {
      ru: 'Проверьте путь и права; в файле должна быть одна строка, только сам секрет, в UTF-8',
      en: 'Check the path and permissions; the file has to be one line, the secret alone, in UTF-8',
    },
  };
}
