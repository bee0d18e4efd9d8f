import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, cut, singleLine } from '../../../src/contact/value/text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.string({ unit: 'grapheme', maxLength: 600 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'ё',
        'e\u0301',
        '😀',
        '👨‍👩‍👧',
        '🇷🇺',
        '\ud83d',
        '\u0300',
        ' ',
        '\r\n',
        '\n',
        '\0',
      ),
      { maxLength: 400 },
    )
    .map((parts) => parts.join('')),
);

describe('text', () => {
  it('is trimmed, with LF, else as it stands', () => {
    expect(cleanText(' \t строка  раз\r\nдва\rтри\u00a0')).toBe('строка  раз\nдва\nтри');
  });

  it('is empty when nothing but blanks is left', () => {
    expect(cleanText(' \r\n\0\u00a0')).toBeNull();
    expect(singleLine('')).toBeNull();
  });

  it('loses control characters and lone surrogates, and is composed', () => {
    expect(cleanText('a\0b\u0007c\u009fd\te')).toBe('abcd\te');
    expect(cleanText('x\ud83dy')).toBe('x\ufffdy');
    expect(cleanText('е\u0308ж')).toBe('ёж');
  });

  it('on one line has a space for its line breaks', () => {
    expect(singleLine('ул. Ленина \r\n\r\n  д. 1\u2028кв. 2')).toBe('ул. Ленина д. 1 кв. 2');
  });

  it('is cut at the limit, and what ends in the middle of a character goes', () => {
    expect(cut('я'.repeat(256), 255)).toBe('я'.repeat(255));
    expect(cut(`${'я'.repeat(254)}😀`, 255)).toBe('я'.repeat(254));
    expect(cut(`${'я'.repeat(250)}👨‍👩‍👧`, 255)).toBe('я'.repeat(250));
    expect(cut(`я${'\u0301'.repeat(400)}`, 255)).toHaveLength(255);
    expect(cut('я'.repeat(255), 255)).toHaveLength(255);
  });

  it('knows which characters need no cleaning', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const text = `a${String.fromCharCode(code)}b`;
      const clean = cleanText(text) ?? '';
      expect(clean.normalize('NFC')).toBe(clean);
      expect(clean.isWellFormed()).toBe(true);
    }
  });

  it('is clean and stays so', () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        for (const clean of [cleanText(raw), singleLine(raw)]) {
          if (clean === null) continue;
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).toBe(clean.normalize('NFC').trim());
          expect(clean).not.toMatch(/[^\P{Cc}\n\t]/u);
          expect(cleanText(clean)).toBe(clean);
        }
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('is never cut inside a surrogate pair or a character', () => {
    const graphemes = new Intl.Segmenter('ru', { granularity: 'grapheme' });
    fc.assert(
      fc.property(anyText, fc.constantFrom(1, 20, 255), (raw, limit) => {
        const clean = singleLine(raw) ?? '';
        const short = cut(clean, limit);
        expect(short.length).toBeLessThanOrEqual(limit);
        expect(short.isWellFormed()).toBe(true);
        expect(clean.startsWith(short)).toBe(true);
        const first = [...graphemes.segment(clean)][0]?.segment ?? '';
        const next = [...graphemes.segment(clean)].find((one) => one.index >= short.length);
        if (first.length <= limit && short !== clean)
          expect(next?.index ?? clean.length).toBe(short.length);
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});
