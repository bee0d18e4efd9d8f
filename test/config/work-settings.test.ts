import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/mistake.ts';
import { failure, load, namesOf, token } from './loading.ts';

describe('the rest', () => {
  it('understands true and false as people write them', () => {
    for (const word of ['true', 'YES', '1', 'да', 'on']) {
      expect(load({ USE_MOCK_AMOCRM: word }, 'amocrm').amocrm.mock).toBe(true);
    }
    for (const word of ['false', 'No', '0', 'Нет', 'off']) {
      expect(load({ ...token, USE_MOCK_AMOCRM: word }, 'amocrm').amocrm.mock).toBe(false);
    }
  });

  it("takes Python's names of log levels", () => {
    const level = (LOG_LEVEL: string) => load({ LOG_LEVEL }).log.level;
    expect(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'].map(level)).toEqual([
      'debug',
      'info',
      'warn',
      'error',
      'fatal',
    ]);
  });

  it('keeps the key beside the state unless told otherwise', () => {
    const { state, folder: cwd } = load({ STATE_URL: 'sqlite:var/clinic.db' }, 'state');
    expect(state).toEqual({
      file: join(cwd, 'var/clinic.db'),
      keyFile: join(cwd, 'var/clinic.key'),
    });
    const key = 'Zx8-long-and-odd-enough';
    expect(load({ STATE_KEY: key, STATE_KEY_FILE: '/etc/key' }, 'state').state).toMatchObject({
      key,
      keyFile: '/etc/key',
    });
    expect(load({ USE_MOCK_AMOCRM: 'true' }, 'state').state.file).toMatch(/state-sandbox\.db$/);
    expect(() => load({ STATE_URL: 'postgres://x' }, 'state')).toThrow(ConfigError);
  });

  it('finds the state on a server, in a schema of its own, and asks for its certificate unless it is this machine', () => {
    const server = (given: Readonly<Record<string, string>>) => load(given, 'state').state.server;
    const STATE_URL = 'postgres://clinic@db.example.ru/states';
    expect(server({ STATE_URL, STATE_PASSWORD: 'a secret' })).toEqual({
      ...{ host: 'db.example.ru', port: 5432, user: 'clinic', database: 'states' },
      ...{ schema: 'clinic', tls: 'verify', password: 'a secret' },
    });
    const near = { STATE_URL: 'postgresql://clinic@localhost:6432/states', STATE_SCHEMA: 'north' };
    expect(server(near)).toMatchObject({ port: 6432, tls: 'off', schema: 'north' });
    expect(server({ ...near, USE_MOCK_AMOCRM: 'true' })).toMatchObject({ schema: 'north_sandbox' });
    expect(load(near, 'state').state.keyFile).toMatch(/data.north\.key$/);
    for (const STATE_SCHEMA of ['public', 'pg_temp', 'ident_amocrm', 'A', 'a; drop']) {
      expect(() => load({ ...near, STATE_SCHEMA }, 'state'), STATE_SCHEMA).toThrow(ConfigError);
    }
  });

  it('has pages read by another address of the same server, with the same password, where one is named', () => {
    const STATE_URL = 'postgres://clinic@db.example.ru/states';
    const STATE_READ_URL = 'postgres://clinic@pool.example.ru:6432/pooled';
    const given = { STATE_URL, STATE_PASSWORD: 'a secret', STATE_SCHEMA: 'north' };
    expect(load(given, 'state').state.reads).toBeUndefined();
    expect(load({ ...given, STATE_READ_URL }, 'state').state.reads).toEqual({
      ...{ host: 'pool.example.ru', port: 6432, user: 'clinic', database: 'pooled' },
      ...{ schema: 'north', tls: 'verify', password: 'a secret' },
    });
    expect(() => load({ STATE_READ_URL }, 'state')).toThrow(/STATE_READ_URL/);
  });

  it('takes no password within the address of the state, and shows none', () => {
    const STATE_URL = 'postgres://clinic:canary-of-a-password@localhost/states';
    const error: unknown = (() => {
      try {
        return load({ STATE_URL }, 'state');
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
    expect(String(error)).toContain('STATE_URL');
  });

  it('sends all fields unless some are excluded, but never without the patient id', () => {
    expect(load({}).excluded.size).toBe(0);
    expect([...load({ EXCLUDE_FIELDS: 'passport, inn,' }).excluded]).toEqual(['passport', 'inn']);
    expect(() => load({ EXCLUDE_FIELDS: 'pasport' })).toThrow(ConfigError);
    expect(() => load({ EXCLUDE_FIELDS: 'patient_id' })).toThrow(ConfigError);
  });

  it('adds no field about visits that is not named, and of those about doctors none that is not named by itself', () => {
    expect(load({}).extra).toBe(undefined);
    const all = load({ EXTRA_FIELDS: 'all', RECALL_MONTHS: '12' }).extra;
    expect(all?.recallMonths).toBe(12);
    expect(all?.fields.has('recall_on')).toBe(true);
    expect(all?.fields.has('next_doctor')).toBe(false);
    expect([...(load({ EXTRA_FIELDS: 'next_doctor' }).extra?.fields ?? [])]).toEqual([
      'next_doctor',
    ]);
    expect(() => load({ EXTRA_FIELDS: 'next_vizit' })).toThrow(/next_visit/);
  });

  it('lets nobody be invited without their consent beside it', () => {
    for (const given of [
      { EXTRA_FIELDS: 'recall_on' },
      { EXTRA_FIELDS: 'all', EXCLUDE_FIELDS: 'mailing_consent' },
    ]) {
      expect(() => load(given)).toThrow(/mailing_consent/);
    }
    expect(load({ EXTRA_FIELDS: 'recall_on, mailing_consent' }).extra?.fields.size).toBe(2);
  });

  it('reads what the clinic says of its reasons of cancelling', () => {
    const { extra } = load({
      EXTRA_FIELDS: 'no_shows',
      CANCEL_REASONS: 'Не пришёл, без звонка = no-show; Ремонт=clinic;',
    });
    expect([...(extra?.cancelReasons ?? [])]).toEqual([
      ['не пришел, без звонка', 'no-show'],
      ['ремонт', 'clinic'],
    ]);
    expect(() => load({ CANCEL_REASONS: 'Ремонт' })).toThrow(/CANCEL_REASONS/);
  });

  it('takes zones of the IANA database, not offsets', () => {
    expect(load({}).timeZone).toBe('Europe/Moscow');
    expect(() => load({ TIMEZONE: '+03:00' })).toThrow(ConfigError);
  });

  it('runs every two minutes, at eight and at twenty', () => {
    expect(load({}, 'sync').sync).toMatchObject({
      batchSize: 250,
      intervalMs: 120_000,
      deepHours: { morning: 8, evening: 20 },
    });
  });

  it('takes the interval in minutes, or in what stands behind it, and never below five seconds', () => {
    const interval = (text: string) =>
      load({ SYNC_INTERVAL_MINUTES: text }, 'sync').sync.intervalMs;
    expect(['10', '10m', '90s', '5 S', '1440'].map(interval)).toEqual([
      600_000, 600_000, 90_000, 5_000, 86_400_000,
    ]);
    for (const wrong of ['0', '4s', '1441', '1.5', '2h', '-1', 's', '2 m 5 s']) {
      expect(() => interval(wrong), wrong).toThrow(ConfigError);
    }
  });

  it('repairs fields, merges and doubles, reports names and deletions, and asks above 15 % or 50 rows', () => {
    expect(load({}, 'sync').sync).toMatchObject({
      policies: {
        fields: 'repair',
        names: 'report',
        merged: 'repair',
        missing: 'report',
        duplicates: 'repair',
      },
      guard: { percent: 15, rows: 50 },
    });
  });

  it('takes policies and limits of the guard as they are given, and nothing else for one', () => {
    const given = {
      POLICY_FIELDS: 'report',
      POLICY_NAMES: 'Repair',
      POLICY_MERGED: 'report',
      POLICY_MISSING: 'repair',
      POLICY_DUPLICATES: 'report',
      GUARD_PERCENT: '1',
      GUARD_ROWS: '0',
      GUARD_OVERWRITE_PERCENT: '3',
      GUARD_OVERWRITE_ROWS: '20',
    };
    expect(load(given, 'sync').sync).toMatchObject({
      policies: {
        fields: 'report',
        names: 'repair',
        merged: 'report',
        missing: 'repair',
        duplicates: 'report',
      },
      guard: { percent: 1, rows: 0, overwrite: { percent: 3, rows: 20 } },
    });
    const env = {
      POLICY_FIELDS: 'yes',
      GUARD_PERCENT: '0',
      GUARD_ROWS: '-1',
      GUARD_OVERWRITE_PERCENT: '101',
      GUARD_OVERWRITE_ROWS: 'all',
    };
    expect(namesOf(failure({ env, needs: ['sync'] }))).toEqual(Object.keys(env));
  });
});
