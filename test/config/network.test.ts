import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';

function inFolder(lines: readonly string[], env: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), 'ident-network-'));
  writeFileSync(join(cwd, '.env'), lines.join('\n'));
  return { cwd, network: () => loadConfig({ env, cwd, needs: [] }).network };
}
const mistake = (lines: readonly string[], env?: Record<string, string>): string => {
  try {
    inFolder(lines, env).network();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

describe('the way out to the internet', () => {
  it('is taken from the file as from the environment, in small letters too', () => {
    const proxy = 'http://proxy.clinic.local:3128';
    for (const [lines, env] of [
      [[`HTTPS_PROXY=${proxy}`], {}],
      [[`https_proxy=${proxy}`], {}],
      [[], { HTTPS_PROXY: proxy }],
      [[], { https_proxy: proxy }],
      [['HTTPS_PROXY=http://other:1'], { HTTPS_PROXY: proxy }],
    ] as const) {
      expect(inFolder(lines, env).network()).toMatchObject({ httpsProxy: proxy });
    }
  });

  it('takes a proxy without a scheme, and one with name and password', () => {
    const proxyOf = (value: string) => inFolder([`HTTPS_PROXY=${value}`]).network().httpsProxy;
    expect(proxyOf('proxy:3128')).toBe('http://proxy:3128');
    expect(proxyOf('http://name:pass%40word@proxy:3128')).toContain('pass%40word');
  });

  it('never leads to this computer through a proxy', () => {
    expect(inFolder(['NO_PROXY=.clinic.local']).network().noProxy.split(',')).toEqual(
      expect.arrayContaining(['.clinic.local', 'localhost', '127.0.0.1', '::1']),
    );
  });

  it.each(['socks5://proxy:1080', 'http://a b', 'http://proxy/path', 'ftp://proxy'])(
    'is refused where the proxy is %s, by the name of the setting and without its value',
    (value) => {
      const text = mistake([`HTTPS_PROXY=${value}`]);
      expect(text).toContain('HTTPS_PROXY');
      expect(text).not.toContain(value);
    },
  );

  it('asks for root certificates that can be read', () => {
    expect(mistake(['NODE_EXTRA_CA_CERTS=nowhere.pem'])).toMatch(/NODE_EXTRA_CA_CERTS.*ENOENT/);
    const { cwd, network } = inFolder(['NODE_EXTRA_CA_CERTS=root.pem']);
    writeFileSync(join(cwd, 'root.pem'), 'no certificate');
    expect(network).toThrow(/NODE_EXTRA_CA_CERTS/);
    writeFileSync(join(cwd, 'root.pem'), '-----BEGIN CERTIFICATE-----\nAA\n');
    expect(network()).toMatchObject({ extraCaFile: join(cwd, 'root.pem') });
  });

  it.each([
    ['ALL_PROXY=socks5://proxy:1080', 'HTTPS_PROXY'],
    ['all_proxy=http://proxy:1', 'HTTPS_PROXY'],
    ['NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_EXTRA_CA_CERTS'],
    ['NODE_USE_SYSTEM_CA=1', 'NODE_EXTRA_CA_CERTS'],
    ['NODE_OPTIONS=--use-system-ca', 'environment'],
  ])('says that %s has no effect in a file, and what has', (line, cure) => {
    expect(mistake([line])).toContain(cure);
    const [name = '', value = ''] = line.split('=');
    // Compose hands the file's lines on as environment.
    expect(mistake([line], { [name]: value })).toBe('');
  });
});
