import { readFileSync } from 'node:fs';
import type { Localized } from '../../language.ts';

/** As old Macs wrote them: what some take for the end of a line is part of it to others. */
export const loneReturn: Localized<string> = {
  ru: 'строки разделены одним знаком CR (так писали старые Mac), без LF',
  en: 'lines end with CR alone, as old Macs wrote them, without LF',
};

export type TextFile = { readonly text: string } | { readonly problem: Localized<string> };

/** Reads a file of settings, or a secret's own, as UTF-8, with or without the byte order mark that Notepad writes. */
export function readTextFile(path: string): TextFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'EIO';
    return {
      problem: { ru: `файл не читается (${code})`, en: `the file cannot be read (${code})` },
    };
  }
  // UTF-16 of Latin letters is valid UTF-8 with zeros between them.
  if (/^(\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)) || bytes.includes(0)) {
    return { problem: { ru: 'файл в кодировке UTF-16', en: 'the file is UTF-16' } };
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: { ru: 'файл не в кодировке UTF-8', en: 'the file is not UTF-8' } };
  }
  return /\r(?!\n)/.test(text) ? { problem: loneReturn } : { text };
}
