import { dirname } from 'node:path';
import type { Mistake, Place } from '../mistake.ts';
import { accountUrl } from '../parts/amo-config.ts';
import { stateFile, stateServer } from '../parts/state-config.ts';
import type { SettingReader } from '../setting-reader.ts';
import { withoutPassword } from '../without-password.ts';
import type { ConfigFile } from './config-file.ts';
import { type Lower, overlaid } from './layers.ts';
import { fileMistakes } from './mistakes.ts';

/** Something that must be one clinic's or one source's own. */
interface Claim {
  readonly key: string;
  /** As people write it. */
  readonly shown: string;
  readonly at: Place;
}

/** What two would write to or read from at once: one account, one state, one database. */
export function conflicts(file: ConfigFile, lower: Lower): readonly Mistake[] {
  const clinics = file.clinics.map(({ given, sources, at }) => {
    const ofClinic = [file.given, given];
    return {
      read: overlaid(ofClinic, at, lower),
      at,
      databases: sources.flatMap((source) => {
        const read = overlaid([...ofClinic, source.given], source.at, lower);
        return database(read, source.at) ?? [];
      }),
    };
  });
  const accounts = clinics.flatMap(({ read, at }) => account(read, at) ?? []);
  const states = clinics.map(({ read, at }) => state(read, at));
  return [
    ...repeated(accounts, fileMistakes.sameAccount),
    ...repeated(states, fileMistakes.sameState),
    // Of another clinic it may well be the same one: branches of it, by BRANCHES, in an account of their own.
    ...clinics.flatMap(({ databases }) => repeated(databases, fileMistakes.sameDatabase)),
  ];
}

function repeated(
  claims: readonly Claim[],
  mistake: (shown: string, at: Place, earlier: Place) => Mistake,
): readonly Mistake[] {
  const seen = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const earlier = seen.get(claim.key);
    if (earlier !== undefined) return [mistake(claim.shown, claim.at, earlier.at)];
    seen.set(claim.key, claim);
    return [];
  });
}

function account(read: SettingReader, at: Place): Claim | null {
  // A sandbox stands beside its clinic's state.
  if (read.get('USE_MOCK_AMOCRM')) return null;
  const isNamed = read.has('AMOCRM_BASE_URL') || read.has('AMOCRM_SUBDOMAIN');
  const url = isNamed ? accountUrl(read) : undefined;
  return url === undefined ? null : { key: url.toLowerCase(), shown: new URL(url).host, at };
}

function state(read: SettingReader, at: Place): Claim {
  const server = stateServer(read);
  if (server !== null) {
    const { host, port, database, schema } = server;
    const key = JSON.stringify([host.toLowerCase(), port, database, schema]);
    return { key, shown: `${host}:${port}/${database}, ${schema}`, at };
  }
  const file = stateFile(read);
  const shown = withoutPassword(read.written('STATE_URL')?.text ?? file);
  return { key: pathKey(dirname(file)), shown, at };
}

function database(read: SettingReader, at: Place): Claim | null {
  if (read.get('DB_CLIENT') === 'sqlite') {
    const file = read.path(read.get('DB_FILE'));
    return { key: `file ${pathKey(file)}`, shown: read.get('DB_FILE'), at };
  }
  const address = read.get('DB_HOST');
  if (address === undefined) return null;
  const host = address.host.toLowerCase();
  const instance = (read.get('DB_INSTANCE') ?? address.instance)?.toUpperCase();
  const port = address.port ?? read.get('DB_PORT');
  const name = read.get('DB_NAME');
  const server = ['127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  // SQL Server's names of instances and databases know no case.
  const key = JSON.stringify([server, instance ?? port, name.toLowerCase()]);
  return {
    key,
    shown: `${address.host}${instance === undefined ? `,${port}` : `\\${instance}`} ${name}`,
    at,
  };
}

function pathKey(path: string): string {
  return process.platform === 'win32' ? path.toLowerCase() : path;
}
