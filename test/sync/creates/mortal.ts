import type { State } from '../../../src/state/open-state.ts';
import type { World } from '../../support/world.ts';

/** Where a process dies: around its nth request to amoCRM (or write), or around its nth transaction of the state. */
export interface Death {
  readonly at: 'request' | 'write' | 'transaction';
  readonly nth: number;
  /** Before anything of it happens, or when it is carried out and its end is not known yet. */
  readonly when: 'before' | 'after';
}

/** How many there were so far. */
type Seen = Record<Death['at'], number>;

/**
 * Runs one pass in a process that dies: from then on nothing that it waits for ever comes, as after SIGKILL. Then the
 * process starts anew.
 *
 * @returns false when the pass was over before its death.
 */
export async function passThatDies(
  world: World,
  death: Death,
  run: (state: State, seen: () => Seen) => Promise<unknown> = (state) => world.sync({}, { state }),
): Promise<boolean> {
  const died = Promise.withResolvers<'died'>();
  let alive = true;
  const seen: Seen = { request: 0, write: 0, transaction: 0 };
  const around = async <T>(what: Death['at'], work: () => Promise<T>): Promise<T> => {
    if (!alive) return await never<T>();
    seen[what] += 1;
    const last = death.at === what && seen[what] === death.nth;
    const end = () => {
      alive = false;
      died.resolve('died');
      return never<T>();
    };
    if (last && death.when === 'before') return await end();
    const outcome = await work().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    if (last) return await end();
    return alive ? outcome() : await never<T>();
  };
  const { state } = world;
  world.amo = world.client(globalThis.fetch, (fetch) => (input, init) => {
    const send = () => fetch(input, init);
    const reads = (init?.method ?? 'GET') === 'GET';
    return around('request', () => (reads ? send() : around('write', send)));
  });
  const mortal = (own: State): State => ({
    ...own,
    inRun: (runId) => mortal(own.inRun(runId)),
    transaction: (work) => around('transaction', () => own.transaction(work)),
  });
  const pass = run(mortal(state), () => seen).then(
    () => 'over' as const,
    (error: unknown) => {
      // What the dead one still tries meets a closed store.
      if (alive) throw error;
      return 'died' as const;
    },
  );
  const end = await Promise.race([pass, died.promise]);
  await world.restart();
  return end === 'died';
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
