import { nearest, unknownSetting } from '../given/unknown-names.ts';
import type { Mistake, Place } from '../mistake.ts';
import { bothGiven, isSecret, withFiles } from '../setting-reader.ts';
import { databaseSettings } from '../settings/database-settings.ts';
import { fileSettings } from '../settings/file-settings.ts';
import { settings } from '../settings.ts';
import { fileMistakes } from './mistakes.ts';
import type { Mapping, Tree } from './yaml-tree.ts';

/** A setting as the file gives it. */
export interface GivenSetting {
  readonly at: Place;
  /** As it would stand in the environment; of a reference: undefined. */
  readonly text?: string;
  /** `${NAME}`: the value is that of the environment. */
  readonly reference?: string;
}

/** Settings by name. */
export type Given = ReadonlyMap<string, GivenSetting>;

type SectionKind = 'top' | 'clinic' | 'source';

/** What is no setting, by where it may stand. */
const ownKeys: Readonly<Record<SectionKind, readonly string[]>> = {
  top: ['clinics'],
  clinic: ['name', 'sources'],
  source: ['name', 'number'],
};

interface Section {
  /** What is no setting. */
  readonly own: ReadonlyMap<string, Tree>;
  readonly given: Given;
  readonly mistakes: readonly Mistake[];
}

/** Sorts what stands at one level of the file. */
export function sectionOf(tree: Mapping, kind: SectionKind, file: string): Section {
  const own = new Map<string, Tree>();
  const given = new Map<string, GivenSetting>();
  const mistakes: Mistake[] = [];
  for (const { key, line, value } of tree.entries) {
    const at = { file, line };
    if (ownKeys[kind].includes(key)) own.set(key, value);
    else if (!settingsOf[kind].has(key)) mistakes.push(misplaced(key, kind, at));
    else {
      const found = settingOf(key, value, at);
      if ('problem' in found) mistakes.push(found);
      else if (found.text !== '') given.set(key, found);
    }
  }
  for (const [name, { at }] of given) {
    if (given.has(`${name}_FILE`) && !(`${name}_FILE` in settings))
      mistakes.push({ ...bothGiven(name), at });
  }
  return { own, given, mistakes };
}

const namesIn = (table: object): readonly string[] =>
  withFiles(Object.keys(table)).filter((name) => !(name in fileSettings));

const everywhere = new Set(namesIn(settings));

/** Which settings may stand where. */
const settingsOf: Readonly<Record<SectionKind, ReadonlySet<string>>> = {
  top: everywhere,
  clinic: everywhere,
  source: new Set(namesIn(databaseSettings)),
};

function misplaced(key: string, kind: SectionKind, at: Place): Mistake {
  if (everywhere.has(key)) return fileMistakes.ofClinic(key, at);
  const home = (['source', 'clinic', 'top'] as const).find((one) => ownKeys[one].includes(key));
  if (home !== undefined) return fileMistakes.elsewhere(key, home, at);
  const known = [...ownKeys[kind], ...settingsOf[kind]];
  const meant = ownKeys[kind].find((one) => isSlip(key, one)) ?? nearest(key, known);
  return { ...unknownSetting(key, meant), at };
}

/** `Clinic` for `clinics`, `имя` is none. */
function isSlip(key: string, meant: string): boolean {
  const lower = key.toLowerCase();
  return lower === meant || lower === meant.replace(/s$/, '') || `${lower}` === `${meant}s`;
}

function settingOf(name: string, value: Tree, at: Place): GivenSetting | Mistake {
  if (value.kind === 'mapping') return fileMistakes.noValue(name, at);
  const isNobody = name === 'BRANCHES' && value.kind === 'list' && value.items.length === 0;
  if (isNobody) return fileMistakes.noBranches(at);
  const text = value.kind === 'leaf' ? value.text : listText(name, value.items);
  if (text === null) return fileMistakes.noValue(name, at);
  const reference = /^\s*\$\{([A-Za-z_][A-Za-z0-9_]*)\}\s*$/.exec(text)?.[1];
  if (reference !== undefined) return { at, reference };
  // A password of Windows may well hold `${`, but then it does not stand here.
  if (/\$\{/.test(text)) return fileMistakes.partReference(name, at);
  return text !== '' && isSecret(name) ? fileMistakes.inClear(name, at) : { at, text };
}

/** As the environment writes a list: by commas; names of companies may hold one. */
function listText(name: string, items: readonly Tree[]): string | null {
  const texts = items.map((item) => (item.kind === 'leaf' ? item.text : null));
  if (texts.some((text) => text === null)) return null;
  if (name === 'BRANCHES') return texts.map((text) => `${withSigns(text ?? '')};`).join('');
  return texts.every((text) => !text?.includes(',')) ? texts.join(',') : null;
}

const withSigns = (text: string): string =>
  text.includes(';') && !text.includes('"') ? `"${text}"` : text;
