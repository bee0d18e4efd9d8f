import { describe, expect, it } from 'vitest';
import type { PatientId } from '../../src/contact/model/patient-key.ts';
import { contactNameTokens, nameTokens } from '../../src/contact/person/name-agreement.ts';
import { contactName } from '../../src/contact/person/names.ts';
import { comparePhone, phonesOf } from '../../src/contact/phone/phones.ts';
import { shapeContact } from '../../src/contact/shape.ts';
import { decimal } from '../../src/contact/value/decimal.ts';
import { parseEmails } from '../../src/contact/value/emails.ts';
import { cleanText, cut, singleLine } from '../../src/contact/value/text.ts';
import { ZoneClock } from '../../src/contact/value/zone-clock.ts';
import {
  parseDay,
  parseDecimal,
  parseFlag,
  parseWallClock,
} from '../../src/ident/sql/parse-cell.ts';
import { scrubLine, scrubText } from '../../src/log/scrub.ts';
import { aPatient } from './patient.ts';

/** A quarter of a megabyte and more of what makes a pattern go back over what it has read. */
const many = 250_000;
/** Of what a parser may take as one sign, or one word: as many that beginning anew at each of them shows. */
const units = 150_000;
const runaway: Readonly<Record<string, string>> = {
  letters: 'а'.repeat(many),
  latin: 'a'.repeat(many),
  digits: '8'.repeat(many),
  'zeros and a one': `1.${'0'.repeat(many)}1`,
  hyphens: `a${'-'.repeat(many)}b`,
  dots: `a@${'.'.repeat(many)}b`,
  'dots between letters': 'a.'.repeat(many / 2),
  'at signs': 'a@'.repeat(many / 2),
  blanks: `1${' '.repeat(many)}x`,
  commas: '1,'.repeat(many / 2),
  'line breaks': 'a\r\n'.repeat(many / 3),
  brackets: '(8'.repeat(many / 2),
  dates: '2024-01-01T00: '.repeat(units),
  'invisible signs': '\u200b'.repeat(many),
  accents: `a${'\u0301'.repeat(many)}`,
  emoji: '👨‍👩‍👧'.repeat(units),
};

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  parseEmails,
  comparePhone,
  phonesOf: (text) => phonesOf({ mobilePhone: text, phone: text }),
  nameTokens,
  contactNameTokens: (name) => contactNameTokens({ name, firstName: name, lastName: name }),
  contactName: (name) =>
    contactName({
      ...{ id: 1 as PatientId, surname: name, name, patronymic: name },
      cardNumber: name,
    }),
  cleanText,
  singleLine,
  cut: (text) => cut(text, 255),
  decimal,
  parseDay,
  parseWallClock,
  parseDecimal,
  parseFlag,
  scrubText,
  scrubLine: (text) => scrubLine(JSON.stringify({ msg: text })),
  shapeContact: (text) =>
    shapeContact(
      aPatient({
        ...{ surname: text, name: text, patronymic: text, parentName: text, mobilePhone: text },
        ...{ phone: text, email: text, cardNumber: text, comment: text, address: text, inn: text },
      }),
      { clock: new ZoneClock('Europe/Moscow'), today: '2024-06-15' },
    ),
};

/** What begins anew at each unit takes six seconds and more; what is linear, a second where eight others are at work. */
const generousMs = 4_000;

describe('a text of a quarter of a megabyte takes no quadratic time', () => {
  it.each(Object.entries(parsers))('in %s', (_name, parse) => {
    for (const [kind, text] of Object.entries(runaway)) {
      const begun = performance.now();
      parse(text);
      expect(performance.now() - begun, kind).toBeLessThan(generousMs);
    }
  });
});
