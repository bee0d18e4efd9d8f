import { basename, resolve } from 'node:path';
import { z } from 'zod';
import {
  isSourceNumber,
  type SourceName,
  type SourceNumber,
} from '../../contact/model/patient-key.ts';
import type { Mistake, Place } from '../mistake.ts';
import { fileMistakes } from './mistakes.ts';
import { folded } from './names.ts';
import { type Given, sectionOf } from './section.ts';
import { readTextFile } from './text-file.ts';
import { type Mapping, parseYaml, type Tree } from './yaml-tree.ts';

/** A database of a clinic as the file names it. */
interface SourceEntry {
  readonly name: SourceName;
  readonly number: SourceNumber;
  readonly at: Place;
  readonly given: Given;
}

/** A clinic as the file names it: one account, one state, and its databases. */
interface ClinicEntry {
  readonly name: string;
  readonly at: Place;
  /** What holds for the clinic and for all its sources. */
  readonly given: Given;
  /** At least one, unless there are mistakes. */
  readonly sources: readonly SourceEntry[];
}

/** The file that `CONFIG_FILE` names: clinics, their sources and their settings. */
export interface ConfigFile {
  /** As messages call it. */
  readonly name: string;
  /** What stands at its top holds for all clinics. */
  readonly given: Given;
  readonly clinics: readonly ClinicEntry[];
  readonly mistakes: readonly Mistake[];
}

/** What is given at its top, of each clinic and of each source. */
export const sectionsOf = ({ given: top, clinics }: ConfigFile): readonly Given[] => [
  top,
  ...clinics.flatMap(({ given, sources }) => [given, ...sources.map((one) => one.given)]),
];

/** Reads it as a whole: what it is made of, not yet what the settings are worth. */
export function readConfigFile(written: string, folder: string): ConfigFile {
  const path = resolve(folder, written);
  const name = basename(path);
  const nothing = { name, given: new Map(), clinics: [] };
  const file = readTextFile(path);
  if ('problem' in file)
    return { ...nothing, mistakes: [fileMistakes.unreadable(path, file.problem)] };
  const { tree, mistakes } = parseYaml(file.text, name);
  if (tree === null) {
    return { ...nothing, mistakes: mistakes.length > 0 ? mistakes : [fileMistakes.empty(name)] };
  }
  if (tree.kind !== 'mapping') {
    return { ...nothing, mistakes: [...mistakes, fileMistakes.noClinics({ file: name, line: 1 })] };
  }
  return new FileReader(name, mistakes).read(tree);
}

/**
 * A name by which a clinic or a source is asked for on the command line: of one line, and neither a number nor with a
 * colon, since `2:12345` is a patient.
 */
const entryName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}:]+$/u)
  .regex(/\p{L}/u);

const entryNumber = z
  .string()
  .regex(/^[1-9]\d{0,6}$/)
  .transform(Number)
  .refine(isSourceNumber);

class FileReader {
  readonly #file: string;
  readonly #mistakes: Mistake[];

  constructor(file: string, mistakes: readonly Mistake[]) {
    this.#file = file;
    this.#mistakes = [...mistakes];
  }

  read(top: Mapping): ConfigFile {
    const { own, given } = this.#section(top, 'top');
    const clinics = this.#clinics(own.get('clinics'), top);
    return { name: this.#file, given, clinics, mistakes: this.#mistakes };
  }

  #clinics(list: Tree | undefined, top: Mapping): readonly ClinicEntry[] {
    const items = list?.kind === 'list' ? list.items : [];
    if (items.length === 0) {
      this.#mistakes.push(fileMistakes.noClinics(this.#at(list ?? top)));
      return [];
    }
    const clinics = items.flatMap((item) => {
      if (item.kind === 'mapping') return [this.#clinic(item)];
      this.#mistakes.push(fileMistakes.noMapping('clinics', this.#at(item)));
      return [];
    });
    this.#refuseTwice('name', clinics, ({ name }) => folded(name));
    return clinics;
  }

  #clinic(tree: Mapping): ClinicEntry {
    const { own, given } = this.#section(tree, 'clinic');
    const name = this.#name(own.get('name'), tree) ?? '';
    const sources = this.#sources(own.get('sources'), tree, name);
    return { name, at: this.#at(tree), given, sources };
  }

  /** A clinic that lists none has one: its own DB_*. */
  #sources(list: Tree | undefined, clinic: Mapping, clinicName: string): readonly SourceEntry[] {
    if (list === undefined) {
      const name = clinicName as SourceName; // checked as one
      return [{ name, number: 1 as SourceNumber, at: this.#at(clinic), given: new Map() }];
    }
    const items = list.kind === 'list' ? list.items : [];
    if (items.length === 0) this.#mistakes.push(fileMistakes.noSources(this.#at(list)));
    const sources = items.flatMap((item, index) => {
      if (item.kind === 'mapping') return [this.#source(item, index)];
      this.#mistakes.push(fileMistakes.noMapping('sources', this.#at(item)));
      return [];
    });
    this.#refuseTwice('name', sources, ({ name }) => folded(name));
    this.#refuseTwice('number', sources, ({ number }) => String(number));
    return sources;
  }

  #source(tree: Mapping, index: number): SourceEntry {
    const { own, given } = this.#section(tree, 'source');
    const at = this.#at(tree);
    const name = this.#name(own.get('name'), tree) ?? '';
    // What is no name or number is told of; what stands in for it goes no farther.
    return {
      name: name as SourceName,
      number: this.#number(own.get('number'), at, index),
      at,
      given,
    };
  }

  #section(tree: Mapping, kind: Parameters<typeof sectionOf>[1]) {
    const section = sectionOf(tree, kind, this.#file);
    this.#mistakes.push(...section.mistakes);
    return section;
  }

  #name(tree: Tree | undefined, owner: Mapping): string | null {
    const at = this.#at(tree ?? owner);
    const text = tree?.kind === 'leaf' ? tree.text : '';
    const parsed = entryName.safeParse(text);
    if (parsed.success) return parsed.data;
    this.#mistakes.push(
      text.trim() === '' ? fileMistakes.noName(at) : fileMistakes.badName(text, at),
    );
    return null;
  }

  #number(tree: Tree | undefined, source: Place, index: number): SourceNumber {
    const first = 1 as SourceNumber; // by definition
    const text = tree?.kind === 'leaf' ? tree.text : '';
    if (tree === undefined || (tree.kind === 'leaf' && text === '')) {
      // Only the first one may do without: what has no number must not get one from where it stands.
      if (index > 0) this.#mistakes.push(fileMistakes.noNumber(source));
      return index === 0 ? first : none;
    }
    const parsed = entryNumber.safeParse(tree.kind === 'leaf' && tree.isNumber ? text : null);
    if (parsed.success) return parsed.data;
    this.#mistakes.push(fileMistakes.badNumber(text, this.#at(tree)));
    return none;
  }

  #refuseTwice<T extends { readonly name: string; readonly at: Place }>(
    what: 'name' | 'number',
    all: readonly T[],
    keyOf: (one: T) => string,
  ): void {
    const seen = new Map<string, T>();
    for (const one of all) {
      const key = keyOf(one);
      if (key === '' || key === String(none)) continue;
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, one);
      else {
        const value = what === 'name' ? one.name : key;
        this.#mistakes.push(fileMistakes.twice(what, value, one.at, earlier.at));
      }
    }
  }

  #at({ line }: { readonly line: number }): Place {
    return { file: this.#file, line };
  }
}

/** Of a source whose number is missing or wrong: it is told of, and nothing is read by it. */
const none = 0 as SourceNumber;

/** The clinic that a process works with: the one that is named, or the only one. */
export function chosenClinic(
  clinics: readonly ClinicEntry[],
  wanted: string | undefined,
): { readonly clinic: ClinicEntry } | { readonly mistake: Mistake } {
  const [only] = clinics;
  const names = clinics.map(({ name }) => name);
  if (wanted !== undefined && wanted.trim() !== '') {
    const clinic = clinics.find(({ name }) => folded(name) === folded(wanted));
    return clinic ? { clinic } : { mistake: fileMistakes.noSuchClinic(wanted, names) };
  }
  if (only === undefined || clinics.length > 1) return { mistake: fileMistakes.whichClinic(names) };
  return { clinic: only };
}
