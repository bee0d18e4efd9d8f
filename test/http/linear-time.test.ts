import { expect, it } from 'vitest';
import { isAllowedHost, isOwnOrigin } from '../../src/http/allowed-hosts.ts';
import { pageLanguage } from '../../src/http/oauth/page.ts';
import { addressBlock } from '../../src/http/sign-in/address-block.ts';

const megabyte = 1_000_000;
const runaway = [
  `ru${' '.repeat(megabyte)}x`,
  ' '.repeat(megabyte),
  ' ;'.repeat(megabyte / 2),
  ','.repeat(megabyte),
  'a'.repeat(megabyte),
  ':'.repeat(megabyte),
  '.'.repeat(megabyte),
];
const rules = { host: '0.0.0.0', publicUrl: new URL('https://ident.clinic.ru') };

/** What takes quadratic time takes minutes for a megabyte; what is linear, a tenth of a second. */
it('what strangers send before they have signed in takes no quadratic time, however long it is', () => {
  for (const text of runaway) {
    const begun = performance.now();
    expect(pageLanguage(text, 'ru')).toBe('ru');
    expect(isAllowedHost(text, rules)).toBe(false);
    expect(isOwnOrigin(text, text, rules)).toBe(false);
    addressBlock(text);
    expect(performance.now() - begun).toBeLessThan(10_000);
  }
});
