import { isIP } from 'node:net';

/** Whether it is an IP address or may be the name of a computer; a number that is no address is neither. */
export function isHostName(text: string): boolean {
  if (isIP(text) !== 0) return true;
  if (!/^[\p{L}\p{N}_]([\p{L}\p{N}._-]*[\p{L}\p{N}_])?$/u.test(text)) return false;
  return !/^[\d.]+$/.test(text) && text.split(/[^\p{L}]+/u).every(isOfOneAlphabet);
}

/** A Russian letter among Latin ones only looks like one of them; `Admin-ПК` is what Windows calls a computer. */
const isOfOneAlphabet = (word: string): boolean =>
  !(/[a-z]/i.test(word) && /\p{Script=Cyrillic}/u.test(word));
