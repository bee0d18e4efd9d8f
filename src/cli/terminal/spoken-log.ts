import type { Language } from '../../language.ts';
import { messages } from '../locale/messages.ts';
import type { Output } from './output.ts';

/**
 * The log of a command as a person at a terminal is told of it: in words, once for each kind of trouble. What the command
 * itself tells at its end is left out here.
 */
export function spokenLog(output: Output, language: Language): { write(line: string): unknown } {
  const words = messages[language].log;
  const said = new Set<string>();
  return {
    write: (line) => {
      const record = parsed(line);
      const { msg } = record;
      if (told.has(msg)) return;
      const text = inWords(record);
      if (said.has(text)) return;
      said.add(text);
      output.talk(output.talkPaint.yellow(text));
    },
  };

  function inWords({ msg, error, reason, address, skipped }: LogRecord): string {
    if (msg === 'reading IDENT failed, trying again') {
      return words.ident(address, words.identReasons[error] ?? error);
    }
    if (msg === 'amoCRM request will be tried again') {
      return words.amocrm(address, words.amoReasons[reason] ?? reason);
    }
    if (skipped !== '') return words.skipped(skipped);
    return words.byName[msg] ?? words.other(msg);
  }
}

/** What the command's own words, its error or its report say anyway. */
const told: ReadonlySet<string> = new Set([
  'row rejected',
  'connection to SQL Server broke',
  'SQL Server refused read-only intent: connecting without',
  'amoCRM has blocked our requests',
  'undecided creates are being looked for',
  'creates stay undecided',
  'contacts with an IDENT id that are not of our making',
]);

type LogRecord = Readonly<Record<'msg' | 'error' | 'reason' | 'address' | 'skipped', string>>;

function parsed(line: string): LogRecord {
  const fields: unknown = JSON.parse(line);
  const record: Readonly<Record<string, unknown>> = { ...Object(fields) };
  const text = (name: string) => String(record[name] ?? '');
  return {
    msg: text('msg'),
    error: text('error'),
    reason: text('reason'),
    address: text('address'),
    skipped: text('skipped'),
  };
}
