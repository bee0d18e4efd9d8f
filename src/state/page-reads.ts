import type { Clock } from '../clock.ts';
import { readsBy, type State, type StateReads } from './open-state.ts';
import type { ReadLog } from './postgres/reads/read-pool.ts';
import type { StateServer } from './postgres/server.ts';

/** How the pages read a state. */
export interface PageReads extends AsyncDisposable {
  readonly reads: StateReads;
}

/** Sessions of the pages by `STATE_URL`, where the address of their own does not do. */
const mostBeside = 2;

/** By an address of their own, where there is one; else as all others do. */
export async function openPageReads(
  state: State,
  { server, reads }: { readonly server?: StateServer; readonly reads?: StateServer },
  { clock, log }: { readonly clock: Clock; readonly log: ReadLog },
): Promise<PageReads> {
  if (server === undefined || reads === undefined) {
    return { reads: state, [Symbol.asyncDispose]: async () => undefined };
  }
  const { poolOf } = await import('./postgres/connections.ts');
  const { ReadPool } = await import('./postgres/reads/read-pool.ts');
  const { tablesIn } = await import('./postgres/dialect.ts');
  await using opening = new AsyncDisposableStack();
  const main = poolOf(server, { most: mostBeside });
  opening.defer(() => main.end());
  const pool = await ReadPool.open({ reads, main, clock, log });
  opening.defer(() => pool.end());
  const opened = opening.move();
  return {
    reads: readsBy(tablesIn(server.schema, pool.orBy(main))),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
