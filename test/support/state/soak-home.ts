import temporaryFolder from '../../temporary-folder.ts';
import { homes } from '../postgres/test-schema.ts';

/** Outside a run of the tests: states live where `--home` says, and all files in a folder that ends with the process. */
export function liveAt(home: string): void {
  const named = homes.find((one) => one.toLowerCase() === home.toLowerCase());
  process.env['STATE_HOME'] = named ?? home;
  process.on('exit', temporaryFolder());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
}
