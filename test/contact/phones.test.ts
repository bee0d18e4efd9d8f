import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import {
  comparePhone,
  formsOfPhone,
  isMetBySearch,
  phonesOf,
  searchForms,
} from '../../src/contact/phone/phones.ts';

const values = (mobilePhone: string | null | undefined, phone?: string | null) =>
  phonesOf({ mobilePhone, phone })?.phones.map((one) => one.value);

describe('phones of a patient', () => {
  it.each([
    '8 (925) 123-45-67',
    '+7 925 123 45 67',
    '79251234567',
    '9251234567',
    '8.925.123.45.67',
    '8/925/123-45-67',
    '8-925-1234567',
    'тел. 8 925 123-45-67',
    '8 925 123-45-67 (мама)',
    'моб.89251234567 звонить до 18:00',
    '8(925)1234567,',
    '8_925_123_45_67',
    '8 925 123–45–67',
  ])('reads %s as one Russian number', (typed) => {
    expect(values(typed)).toEqual(['+79251234567']);
    expect(comparePhone(typed)).toBe('+79251234567');
  });

  it.each([
    '8 (925) 123-45-67, 8 495 123-45-67',
    '8 (925) 123-45-67;84951234567',
    '89251234567 / (495) 123-45-67',
    '8 925 123 45 67 8 495 123 45 67',
    '89251234567 84951234567',
    '9251234567\n4951234567',
    '+79251234567+74951234567',
    'моб. 8 925 123-45-67 дом. 8 495 123-45-67',
    'д. 8 925 123-45-67 р. 8 495 123-45-67',
    '8 925 123-45-67 и 8 495 123-45-67',
  ])('reads two numbers in %s', (typed) => {
    expect(values(typed)).toEqual(['+79251234567', '+74951234567']);
  });

  it.each([
    '8 495 123-45-67 доб. 12',
    '8 495 123-45-67, доб. 12',
    '8 495 123-45-67 (доб. 12)',
    '84951234567 д.12',
    '+7 (495) 123-45-67 ext. 12',
    '+7 (495) 123-45-67 x12',
    '(495) 123-45-67#12',
    '8 495 123 45 67 вн 12',
    '+74951234567;ext=12',
    '8 495 123-45-67 ДОБАВОЧНЫЙ 12',
  ])('a phone with an extension keeps it: %s', (typed) => {
    expect(phonesOf({ mobilePhone: typed, phone: undefined })?.phones).toEqual([
      { value: '+74951234567 доб. 12', key: '+74951234567;ext=12', kind: 'main' },
    ]);
  });

  it('gives an extension to the number before it', () => {
    expect(values('8 (925) 123-45-67, 8 495 123-45-67 доб. 12, 8 495 765-43-21')).toEqual([
      '+79251234567',
      '+74951234567 доб. 12',
      '+74957654321',
    ]);
  });

  it('reads «д.» before a number as «домашний», not as an extension', () => {
    expect(values('8 925 123-45-67 д. 8 495 123-45-67')).toEqual(['+79251234567', '+74951234567']);
  });

  it.each([
    ['+375 29 123-45-67', '+375291234567'],
    ['+49 30 123456', '+4930123456'],
    ['8 10 49 30 123456', '+4930123456'],
    ['8 701 123 45 67', '+77011234567'],
  ])('reads the foreign number %s', (typed, e164) => {
    expect(values(typed)).toEqual([e164]);
  });

  it.each([
    ['123-45-67', '1234567'],
    ['5-12-34', '51234'],
    ['123456', '123456'],
  ])('keeps the number of a town as typed: %s', (typed, key) => {
    expect(phonesOf({ mobilePhone: `  ${typed} `, phone: undefined })).toEqual({
      phones: [{ value: typed, key, kind: 'main' }],
      ...{ unparsed: 1, remarks: false, whole: false },
    });
  });

  it('keeps what cannot be parsed beside what can', () => {
    expect(phonesOf({ mobilePhone: '8 925 123-45-67, 123-45-67', phone: null })).toEqual({
      phones: [
        { value: '+79251234567', key: '+79251234567', kind: 'main' },
        { value: '123-45-67', key: '1234567', kind: 'extra' },
      ],
      ...{ unparsed: 1, remarks: false, whole: true },
    });
  });

  it('takes no number out of digits that are not numbers as a whole', () => {
    expect(phonesOf({ mobilePhone: '8 925 123 45 67 123 45 67', phone: null })).toEqual({
      ...{ phones: [], unparsed: 1, remarks: false, whole: false },
    });
  });

  it('makes the first mobile number the main one and all others extra, each once', () => {
    const both = phonesOf({
      mobilePhone: '89251234567, 89261234567',
      phone: '+7 925 123-45-67; 8 495 123-45-67',
    });
    expect(both?.phones.map((one) => [one.value, one.kind])).toEqual([
      ['+79251234567', 'main'],
      ['+79261234567', 'extra'],
      ['+74951234567', 'extra'],
    ]);
    expect(both?.unparsed).toBe(0);
  });

  it('makes additional numbers extra even without a mobile one', () => {
    const expected = [{ value: '+74951234567', key: '+74951234567', kind: 'extra' }];
    expect(phonesOf({ mobilePhone: null, phone: '84951234567' })?.phones).toEqual(expected);
    expect(phonesOf({ mobilePhone: undefined, phone: '84951234567' })?.phones).toEqual(expected);
  });

  it('knows no phones when neither cell is known, and none when they are empty', () => {
    expect(phonesOf({ mobilePhone: undefined, phone: undefined })).toBeUndefined();
    expect(phonesOf({ mobilePhone: null, phone: ' ' })?.phones).toEqual([]);
  });

  it('bounds the work on a runaway text', () => {
    const read = phonesOf({ mobilePhone: '89251234567 '.repeat(50_000), phone: null });
    expect(read?.phones.map(({ value }) => value)).toEqual(['+79251234567']);
  });

  it('gives the same keys when it reads its own output', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '8 (925) 123-45-67',
        '+74951234567',
        'доб. 12',
        'д.5',
        'ext=7',
        '#3',
        '123-45-67',
        'мама',
        '+375291234567',
        ',',
        ';',
        '/',
        '\n',
        ' ',
        '(',
        ')',
        '+',
        '-',
        '8',
        '12',
        '00000',
        'нет',
      ),
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^[0-9 +().-]{1,14}$/),
    );
    const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (mobilePhone, phone) => {
        for (const one of phonesOf({ mobilePhone, phone })?.phones ?? []) {
          expect(comparePhone(one.value)).toBe(one.key);
          expect(one.value).toBe(one.value.trim());
          expect(one.value).not.toBe('');
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });
});

const spellings = [
  ...['+79991234567', '89991234567', '9991234567', '79991234567', '8 (999) 123-45-67'],
  ...['+7 999 123 45 67', '8-999-123-45-67', '8 999 123-45-67', '+7(999)123-45-67'],
  ...['8(999)1234567', '8 999 1234567', '+7 (999) 123 45 67', '8 (999) 123-4567'],
  ...[
    '8 999 123 4567',
    '+7-999-1234567',
    '8 (999) 12-345-67',
    '8 999 12 34567',
    'моб. 8 999 123-45-67',
  ],
];

describe('the forms to search a phone by', () => {
  const search = (typed: string) => searchForms({ key: comparePhone(typed) });
  it('are its last digits in the ways that people part them, without the extension', () => {
    const forms = ['34567', '45-67', '45 67', '3-4567', '3 4567'];
    expect(forms).toHaveLength(formsOfPhone);
    expect(search('8 495 123-45-67 доб. 12')).toEqual(forms);
    expect(search('+7 (925) 123-45-67')).toEqual(forms);
  });
  it('are none when there are fewer than ten digits', () => {
    expect(search('123-45-67')).toEqual([]);
    expect(search('нет')).toEqual([]);
  });
  it('do not meet some ways to write the number, and that is known beforehand', () => {
    const odd = [
      '8.999.123.45.67',
      '8 999 12 34 567',
      '8 (999) 123 – 45 – 67',
      '8 999 123\u00a045\u00a067',
    ];
    expect(odd.filter(isMetBySearch)).toEqual([]);
    for (const typed of odd) expect(search(typed)).toEqual(search('+79991234567'));
    expect(spellings.filter((typed) => !isMetBySearch(typed))).toEqual([]);
    // What nobody looks up is missed by nobody.
    expect(['123.45.67', 'нет', ''].filter((typed) => !isMetBySearch(typed))).toEqual([]);
  });
  it('are met by every usual way to write the number', () => {
    const forms = search('+79991234567');
    for (const typed of spellings) {
      expect(comparePhone(typed), typed).toBe('+79991234567');
      expect(
        forms.some((form) => typed.includes(form)),
        typed,
      ).toBe(true);
    }
  });
});

describe('Russian mobile numbers as they are usually typed', () => {
  it('are read as the library reads them', () => {
    const gap = fc.constantFrom('', ' ', '-');
    const digits = (count: number) =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count });
    const typed = fc
      .tuple(fc.constantFrom('+7', '8'), fc.boolean(), digits(9), fc.tuple(gap, gap, gap, gap))
      .map(([prefix, brackets, rest, [a, b, c, d]]) => {
        const [code, ...parts] = [
          rest.slice(0, 2),
          rest.slice(2, 5),
          rest.slice(5, 7),
          rest.slice(7),
        ];
        const area = `9${code?.join('')}`;
        const [x, y, z] = parts.map((part) => part.join(''));
        return `${prefix}${a}${brackets ? `(${area})` : area}${b}${x}${c}${y}${d}${z}`;
      });
    fc.assert(
      fc.property(typed, (text) => {
        const expected = parsePhoneNumberFromString(text, { defaultCountry: 'RU', extract: false });
        // Of 930 some are not given out.
        expect(expected?.isValid() || /930/.test(text.replaceAll(/\D/g, ''))).toBe(true);
        expect(values(text)).toEqual(expected?.isValid() ? [expected.number] : []);
      }),
      { numRuns: 500, examples: [['+79300000000'], ['8 (930) 005-12-34']] },
    );
  });
});
