import pg from 'pg';
import type { VirtualClock } from '../clock/virtual-clock.ts';

type Asked = (...given: unknown[]) => unknown;

/** Those for which no time may pass while a server's database works. */
const clocks = new Set<Pick<VirtualClock, 'hold'>>();

/** While pg waits for a server, this clock stands still, until what is returned is disposed of. */
export function holdDuringQueries(clock: Pick<VirtualClock, 'hold'>): Disposable {
  clocks.add(clock);
  return { [Symbol.dispose]: () => void clocks.delete(clock) };
}

// Module state, once a process: pg tells nobody of its queries, so that its client is asked itself.
const client = pg.Client.prototype as unknown as Record<'query' | 'connect' | 'end', Asked>;
for (const name of ['query', 'connect', 'end'] as const) {
  const asked = client[name];
  client[name] = function held(this: pg.Client, ...given: unknown[]) {
    if (clocks.size === 0) return asked.apply(this, given);
    const releases = [...clocks].map((clock) => clock.hold());
    const release = () => {
      for (const one of releases) one();
    };
    const last = given.at(-1);
    if (typeof last === 'function') {
      const told = (...results: unknown[]): unknown => {
        release();
        return last(...results);
      };
      return asked.apply(this, [...given.slice(0, -1), told]);
    }
    const answer = Promise.resolve(asked.apply(this, given));
    answer.then(release, release);
    return answer;
  };
}
