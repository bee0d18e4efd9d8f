import { z } from 'zod';

/** RFC 5321: the longest address that can be delivered to. */
const longest = 254;

/** What is plausible in a free text that may hold several addresses, and how many of its parts are not. */
export interface ParsedEmails {
  /** Trimmed, lower-cased, in order, without doubles. */
  readonly emails: readonly string[];
  readonly dropped: number;
}

/** amoCRM keeps any text as an e-mail; we send only what can be one. */
export function parseEmails(text: string): ParsedEmails {
  const emails = new Set<string>();
  let dropped = 0;
  for (const part of text.normalize('NFC').split(/[\s,;|/<>()"']+/u)) {
    const email = part
      .toLowerCase()
      .replace(/^mailto:/u, '')
      .replace(/\.+$/u, '');
    if (email === '') continue;
    if (email.length <= longest && z.regexes.email.test(email)) emails.add(email);
    else dropped += 1;
  }
  return { emails: [...emails], dropped };
}
