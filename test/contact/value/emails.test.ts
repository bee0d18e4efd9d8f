import { describe, expect, it } from 'vitest';
import { parseEmails } from '../../../src/contact/value/emails.ts';

describe('e-mails', () => {
  it('are read from one text, lower-cased, in order, each once', () => {
    expect(parseEmails(' Ivan@Mail.ru; anna.k+dent@example.com,IVAN@mail.ru\n<a@b.io>.')).toEqual({
      emails: ['ivan@mail.ru', 'anna.k+dent@example.com', 'a@b.io'],
      dropped: 0,
      remarks: false,
    });
  });
  it('are only what can be one; the rest is counted', () => {
    expect(parseEmails('нет, ivan@, @mail.ru, ivan@mail')).toEqual({
      emails: [],
      dropped: 3,
      remarks: false,
    });
    expect(parseEmails(`${'a'.repeat(250)}@mail.ru`)).toEqual({
      emails: [],
      dropped: 1,
      remarks: false,
    });
  });
  it('of an empty cell are none', () => {
    expect(parseEmails('  ')).toEqual({ emails: [], dropped: 0, remarks: false });
  });
});
