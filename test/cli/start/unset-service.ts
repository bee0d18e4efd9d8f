import { join } from 'node:path';
import { openWritable } from '../../../src/ident/open-connection.ts';
import { silentLogger } from '../../../src/log/logger.ts';
import { createSampleDatabase } from '../../../src/sandbox/sample-db/create.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { freePort } from '../../support/http/free-port.ts';
import { startCli, temporaryFolder } from '../cli-harness.ts';

/** `run` without settings, on a clinic of five patients. */
export async function unsetService(sandbox: Sandbox) {
  const cwd = temporaryFolder();
  const DB_FILE = join(cwd, 'ident.db');
  const connection = await openWritable(
    { client: 'sqlite', file: DB_FILE },
    { log: silentLogger() },
  );
  await createSampleDatabase(connection, { patients: 5, seed: 7 });
  await connection.close();
  const env = {
    ...{ DB_CLIENT: 'sqlite', DB_FILE, AMOCRM_BASE_URL: sandbox.url, LOG_FILE: 'service.log' },
    ...{ HTTP_PORT: String(await freePort()), RATE_LIMIT_REQUESTS: '500' },
  };
  return {
    ...{ cwd, env, url: `http://127.0.0.1:${env.HTTP_PORT}` },
    service: startCli(['run'], { cwd, env }),
  };
}
