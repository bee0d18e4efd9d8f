import { isIP } from 'node:net';

/** Whether it is an IP address or may be the name of a computer; a number that is no address is neither. */
export function isHostName(text: string): boolean {
  if (isIP(text) !== 0) return true;
  if (!/^[\p{L}\p{N}_]([\p{L}\p{N}._-]*[\p{L}\p{N}_])?$/u.test(text)) return false;
  return !/^[\d.]+$/.test(text) && text.split('.').every(isOfOneAlphabet);
}

/** A Russian letter among Latin ones only looks like one of them. */
const isOfOneAlphabet = (label: string): boolean =>
  !(/[a-z]/i.test(label) && /\p{Script=Cyrillic}/u.test(label));
