import { expect, it } from 'vitest';
import { renderCsv } from '../../src/report/csv.ts';

it('a table opens in a Russian Excel: byte order mark, semicolons, CRLF', () => {
  expect(
    renderCsv([
      ['Пациент', 'Код'],
      [17, 'Refused'],
    ]),
  ).toBe('\uFEFFПациент;Код\r\n17;Refused\r\n');
});

it('a cell with a semicolon, a quote or a line break is quoted', () => {
  expect(renderCsv([['a;b', 'say "a"', 'a\nb']])).toBe('\uFEFF"a;b";"say ""a""";"a\nb"\r\n');
});

it('no cell becomes a formula', () => {
  expect(renderCsv([['=1+1', '-2', '@x', -2]])).toBe("\uFEFF'=1+1;'-2;'@x;-2\r\n");
});
