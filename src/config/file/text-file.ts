import { readFileSync } from 'node:fs';
import type { Localized } from '../../language.ts';
import { type Flaw, flaw } from '../mistake.ts';

/** As old Macs wrote them: what some take for the end of a line is part of it to others. */
export const loneReturn: Localized<string> = {
  ru: 'строки разделены одним знаком CR (так писали старые Mac), без LF',
  en: 'lines end with CR alone, as old Macs wrote them, without LF',
};

interface ReadText {
  readonly text: string;
}

export type TextFile = ReadText | { readonly problem: Localized<string> };

/** Reads a file of settings, or a secret's own: UTF-8 with the ends of lines that everybody takes for such. */
export function readTextFile(path: string): TextFile {
  const file = readUtf8(path);
  return 'text' in file && /\r(?!\n)/.test(file.text) ? { problem: loneReturn } : file;
}

/** With or without the byte order mark that Notepad writes. */
export function readUtf8(path: string): ReadText | (Flaw & { readonly code?: string }) {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return { ...unreadable(error), code: systemCode(error) };
  }
  // As Windows PowerShell's `>` and Notepad's «Unicode» write: by its mark, or by the zeros between Latin letters.
  const isUtf16 = /^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)) || bytes.includes(0);
  if (isUtf16) return encoded('UTF-16');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return encoded('windows-1251?');
  }
}

/** What the system says of a file that it does not let us read. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'EIO';

export function unreadable(error: unknown): Flaw {
  const code = systemCode(error);
  return flaw({
    ru: `файл не читается (${code})`,
    fixRu: 'Проверьте путь и права',
    en: `the file cannot be read (${code})`,
    fixEn: 'Check the path and the permissions',
  });
}

const encoded = (encoding: string): Flaw =>
  flaw({
    ru: `файл не в кодировке UTF-8 (${encoding})`,
    fixRu: 'Сохраните его в UTF-8 (Блокнот: «Сохранить как» – Кодировка)',
    en: `the file is not UTF-8 (${encoding})`,
    fixEn: 'Save it as UTF-8 (Notepad: Save As, Encoding)',
  });
