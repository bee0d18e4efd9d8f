import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/config/mistake.ts';
import { weakKey, weakPassword } from '../../src/secret-strength.ts';

function refusal(env: Readonly<Record<string, string>>): ConfigError {
  try {
    loadConfig({ env, cwd: import.meta.dirname, needs: ['state', 'dashboard'] });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe('a secret that protects nothing is refused at the start', () => {
  test('with its name, the reason and the cure, and without the value', () => {
    const env = { STATE_KEY: 'zq', DASHBOARD_PASSWORD: '7' };
    const error = refusal(env);
    expect(error.mistakes.map(({ name, value }) => [name, value])).toEqual([
      ['DASHBOARD_PASSWORD', undefined],
      ['STATE_KEY', undefined],
    ]);
    for (const said of [error.text('ru'), error.text('en')]) {
      expect(said.message).toMatch(/STATE_KEY: .*20.*STATE_KEY_FILE/);
      expect(said.message).toMatch(/DASHBOARD_PASSWORD: .*8.*openssl rand/);
      expect(said.message).not.toContain('zq');
    }
  });

  test.each([
    ['a'],
    ['123456789012345678901234'],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
    ['abababababababababababababababab'],
    ['passwordpassword'],
    ['p@ssw0rd-------------'],
    ['                      a'],
  ])('a key of the state such as «%s»', (key) => {
    expect(weakKey(key)).not.toBeNull();
  });

  test.each([
    ['1'],
    ['12345678'],
    ['01022024'],
    ['89261112233'],
    ['aaaaaaaaaaaa'],
    ['password'],
    ['P@ssw0rd!'],
    ['Qwerty123'],
    ['йцукен2024'],
    ['Пароль123'],
    ['clinic2024!'],
    ['ident-2024'],
    ['abcdefghij'],
    ['       x'],
  ])('a password such as «%s»', (password) => {
    expect(weakPassword(password)).not.toBeNull();
  });
});

test('keys and passwords that nobody guesses are taken', () => {
  for (const key of ['Zx8-long-and-odd-enough', 'qHn4uE1n0VqSg2kq8iV2oU9m8tYw1rX3zA5bC7dE9fG']) {
    expect(weakKey(key)).toBeNull();
  }
  for (const password of ['Пароль клиники 7', 'correct horse battery', 'another one', 'k7#Lm2pQ']) {
    expect(weakPassword(password)).toBeNull();
  }
});
