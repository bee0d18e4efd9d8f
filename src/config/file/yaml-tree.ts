import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  type ParsedNode,
  parseAllDocuments,
  type YAMLError,
} from 'yaml';
import { type FlawTexts, type Mistake, mistake } from '../mistake.ts';

/** A value of a YAML file with the line on which it stands. */
export type Tree = Leaf | List | Mapping;

interface Leaf {
  readonly kind: 'leaf';
  readonly line: number;
  /** As it is written: `0123` is no number of ours, and `1e3` may be a password. */
  readonly text: string;
  /** A number without quotes. */
  readonly isNumber: boolean;
}

interface List {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly Tree[];
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly line: number;
  readonly entries: readonly Entry[];
}

interface Entry {
  readonly key: string;
  /** Of the key. */
  readonly line: number;
  readonly value: Tree;
}

interface ParsedYaml {
  /** Null: there is nothing that could be read. */
  readonly tree: Tree | null;
  readonly mistakes: readonly Mistake[];
}

/** Reads YAML without its tricks: no aliases, no tags, no second document, no key twice. Values are never quoted. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  // Errors would quote the line they are about, and with it perhaps a password: they are told in our own words.
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const walker = new Walker(file, text, (offset) => Math.max(1, lines.linePos(offset).line));
  for (const { errors, warnings } of documents) {
    for (const error of [...errors, ...warnings]) walker.refuse(error);
  }
  const [first, second] = documents;
  if (second !== undefined) {
    walker.report(second.range[0], {
      ru: 'в файле второй документ YAML (строка ---)',
      en: 'the file holds a second YAML document (a line ---)',
      fixRu: 'Оставьте один список clinics в одном документе',
      fixEn: 'Keep one list of clinics in one document',
    });
  }
  const isBroken = documents.some(({ errors }) => errors.length > 0);
  const contents = first?.contents ?? null;
  return {
    tree: isBroken || contents === null ? null : walker.tree(contents),
    mistakes: walker.mistakes,
  };
}

class Walker {
  readonly mistakes: Mistake[] = [];
  readonly #file: string;
  readonly #text: string;
  readonly #lineOf: (offset: number) => number;

  constructor(file: string, text: string, lineOf: (offset: number) => number) {
    this.#file = file;
    this.#text = text;
    this.#lineOf = lineOf;
  }

  tree(node: ParsedNode): Tree {
    const offset = node.range[0];
    const line = this.#lineOf(offset);
    if (isAlias(node)) {
      this.report(offset, alias);
      return { kind: 'leaf', line, text: '', isNumber: false };
    }
    if (node.anchor !== undefined) this.report(offset, alias);
    if (node.tag !== undefined) this.report(offset, tag);
    if (isSeq(node)) {
      return { kind: 'list', line, items: node.items.map((item) => this.tree(item)) };
    }
    if (isMap(node)) return { kind: 'mapping', line, entries: this.#entries(node.items) };
    const { value, source, type, range } = node;
    // A path or a server of Windows would become another one, without a word.
    const isEscaped =
      type === 'QUOTE_DOUBLE' && otherEscape.test(this.#text.slice(range[0], range[1]));
    if (isEscaped) this.report(offset, backslash);
    const isPlain = type === 'PLAIN';
    const written = isPlain ? (source ?? '') : String(value ?? '');
    return {
      kind: 'leaf',
      line,
      text: value === null ? '' : written,
      isNumber: isPlain && typeof value === 'number',
    };
  }

  #entries(pairs: readonly Pair<ParsedNode, ParsedNode | null>[]): readonly Entry[] {
    const seen = new Map<string, number>();
    return pairs.flatMap(({ key, value }) => {
      const offset = key.range[0];
      const line = this.#lineOf(offset);
      if (!isScalar(key) || key.value === null) {
        this.report(offset, noKey);
        return [];
      }
      const name = String(key.value);
      const earlier = seen.get(name);
      if (earlier !== undefined) {
        this.mistakes.push(
          mistake({
            name,
            at: { file: this.#file, line },
            ru: `уже задано в строке ${earlier}`,
            fixRu: 'Оставьте одно из двух',
            en: `is given already on line ${earlier}`,
            fixEn: 'Keep one of the two',
          }),
        );
        return [];
      }
      seen.set(name, line);
      const empty: Leaf = { kind: 'leaf', line, text: '', isNumber: false };
      return [{ key: name, line, value: value === null ? empty : this.tree(value) }];
    });
  }

  refuse({ code, pos }: YAMLError): void {
    this.report(pos[0], syntax[code] ?? unreadable);
  }

  report(offset: number, texts: FlawTexts): void {
    const line = this.#lineOf(offset);
    // One slip makes several errors of a parser on one line: the first one is the slip.
    if (this.mistakes.some(({ at }) => at?.line === line)) return;
    this.mistakes.push(mistake({ name: 'YAML', at: { file: this.#file, line }, ...texts }));
  }
}

const unreadable: FlawTexts = {
  ru: 'строку нельзя прочитать как YAML',
  en: 'the line cannot be read as YAML',
  fixRu:
    'Пишите «имя: значение» с отступами из пробелов; значение с : # { [ & * ! % @ или кавычками возьмите в одинарные кавычки',
  fixEn:
    'Write «name: value», indented by spaces; put a value with : # { [ & * ! % @ or quotes into single quotes',
};

const alias: FlawTexts = {
  ru: 'якоря и ссылки YAML (& и *) не принимаются',
  en: 'anchors and aliases of YAML (& and *) are not taken',
  fixRu:
    'Что одинаково у всех баз, напишите один раз у клиники или вверху файла; значение, которое начинается с & или *, возьмите в кавычки',
  fixEn:
    'Write what all sources share once, at the clinic or at the top of the file; put a value that begins with & or * into quotes',
};

/** A backslash that stands neither for itself nor for a quote. */
const otherEscape = /^(?:[^\\]|\\[\\"])*\\[^\\"]/;

const backslash: FlawTexts = {
  ru: 'в двойных кавычках обратная косая черта меняет значение',
  en: 'a backslash within double quotes changes the value',
  fixRu: 'Возьмите значение в одинарные кавычки или пишите без кавычек',
  fixEn: 'Put the value into single quotes, or write it without quotes',
};

const tag: FlawTexts = {
  ru: 'теги YAML (!) не принимаются',
  en: 'tags of YAML (!) are not taken',
  fixRu: 'Уберите тег; значение, которое начинается с !, возьмите в кавычки',
  fixEn: 'Remove the tag; put a value that begins with ! into quotes',
};

const noKey: FlawTexts = {
  ru: 'имя настройки не читается',
  en: 'the name of the setting cannot be read',
  fixRu: `Пишите «имя: значение»; ссылку \${ИМЯ} пишите без кавычек и лишних скобок`,
  fixEn: `Write «name: value»; write a reference \${NAME} without further braces`,
};

const indent: FlawTexts = {
  ru: 'отступ не тот, что у соседних строк',
  en: 'the indent differs from the neighbouring lines',
  fixRu: 'Выровняйте строки одного списка пробелами',
  fixEn: 'Line up the lines of one list with spaces',
};

/** By the codes of the library. */
const syntax: Readonly<Record<string, FlawTexts>> = {
  BAD_ALIAS: alias,
  BAD_INDENT: indent,
  TAB_AS_INDENT: {
    ru: 'отступ сделан табуляцией',
    en: 'the indent is a tab',
    fixRu: 'Замените табуляции пробелами',
    fixEn: 'Replace the tabs by spaces',
  },
  MISSING_CHAR: {
    ru: 'не хватает кавычки, скобки или двоеточия с пробелом',
    en: 'a quote, a bracket or a colon with a space is missing',
    fixRu: 'Пишите «имя: значение» и закройте то, что открыто',
    fixEn: 'Write «name: value», and close what is open',
  },
  TAG_RESOLVE_FAILED: tag,
};
