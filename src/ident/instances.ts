import type { Localized } from '../language.ts';
import type { DatabaseConfig } from './connection/connection.ts';
import { type BrowsedInstance, browseInstances } from './mssql/browser.ts';
import { serverOf } from './mssql/options.ts';

/** An instance of the server that the settings name. */
export interface OfferedInstance extends BrowsedInstance {
  /** What DB_HOST has to say to reach it. */
  readonly address: string;
  /** Whether the settings lead to it. */
  readonly isOurs: boolean;
  /** Whether it is called as IDENT calls its own. */
  readonly isIdents: boolean;
}

/** As IDENT installs it. */
const identsOwn = { instance: 'PZSQLSERVER', database: 'PZ' } as const;

/** UDP may be lost: long enough for a second question, and for nobody to wait who has an answer already. */
const patienceMs = 1_500;

/**
 * What SQL Server Browser tells of the server, for whoever sets the database up. Nothing where it does not answer: what
 * keeps it from that is not what has to be told.
 */
export async function offeredInstances(
  config: DatabaseConfig,
  signal?: AbortSignal,
): Promise<readonly OfferedInstance[]> {
  if (config.client !== 'mssql') return [];
  const { host, instance } = serverOf(config);
  const patience = AbortSignal.timeout(patienceMs);
  const found = await browseInstances(
    host,
    signal ? AbortSignal.any([signal, patience]) : patience,
  ).catch(() => null);
  return (found ?? []).map(({ name, port }) => ({
    name,
    port,
    address: `${host}\\${name}`,
    isOurs:
      instance === null
        ? port !== null && port === (config.port ?? 1433)
        : instance.toUpperCase() === name.toUpperCase(),
    isIdents: name.toUpperCase() === identsOwn.instance,
  }));
}

/** One that IDENT has probably made, and that the settings do not lead to. */
function identsInstance(instances: readonly OfferedInstance[]): OfferedInstance | null {
  const idents = instances.find(({ isIdents, port }) => isIdents && port !== null);
  return idents === undefined || idents.isOurs ? null : idents;
}

/** The instances for people, and which is IDENT's; null where there are none. */
export function describeInstances(instances: readonly OfferedInstance[]): Localized<string> | null {
  if (instances.length === 0) return null;
  const list = instances
    .map(({ name, port }) => (port === null ? name : `${name} (${port})`))
    .join(', ');
  const idents = identsInstance(instances);
  const settings = `DB_HOST=${idents?.address}, DB_NAME=${identsOwn.database}`;
  return {
    ru: `SQL Server Browser называет экземпляры: ${list}.${idents ? ` Так IDENT называет свой: ${idents.name}. Укажите ${settings}.` : ''}`,
    en: `SQL Server Browser names the instances: ${list}.${idents ? ` IDENT calls its own like this: ${idents.name}. Give ${settings}.` : ''}`,
  };
}
