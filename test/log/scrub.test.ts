import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log/logger.ts';
import { scrubLine, scrubText } from '../../src/log/scrub.ts';

describe('the last defence of a log line', () => {
  it.each([
    '+7 (925) 123-45-67',
    '8 925 123 45 67',
    '89251234567',
    'тел. +79251234567 доб. 12',
    'anna.petrova@example.ru',
    'почта: анна@пример.рф',
    '112-233-445 95',
    '45 08 123456',
    '770123456789',
  ])('takes «%s» out', (text) => {
    const scrubbed = scrubText(text);
    expect(scrubbed).toContain('[scrubbed]');
    expect(scrubbed).not.toMatch(/\d{3}|@/);
  });

  it.each([
    '2026-11-22T08:25:54.123Z',
    'next pass at 2026-11-22 08:00:00',
    'batch 12 of 345, 50 rows in 1234 ms',
    'contact 31361462',
    'http://127.0.0.1:8080/api/v4/contacts',
  ])('leaves «%s» as it is', (text) => {
    expect(scrubText(text)).toBe(text);
  });

  it('takes long numbers out of fields, at any depth, and the line stays JSON', () => {
    const line = JSON.stringify({ a: { phone: 79251234567, list: ['x@y.ru', 5] }, ms: 1234 });
    expect(JSON.parse(scrubLine(`${line}\n`))).toEqual({
      a: { phone: '[scrubbed]', list: ['[scrubbed]', 5] },
      ms: 1234,
    });
  });

  it('stands between every record and its line', async () => {
    const lines: string[] = [];
    const console = { write: (text: string) => lines.push(text) };
    const log = await createLogger({ level: 'info' }, { console, color: false });
    const digits = fc.stringMatching(
      /^(\+7|8)[ (-]{0,2}9\d{2}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}$/,
    );
    fc.assert(
      fc.property(digits, fc.string(), (phone, text) => {
        lines.length = 0;
        log.info({ nested: { value: `${text} ${phone}` }, [phone]: 1 }, `said ${phone}`);
        expect(lines.join('')).not.toContain(phone);
        expect(JSON.parse(lines.join(''))).toMatchObject({ level: 'info' });
      }),
    );
  });
});
