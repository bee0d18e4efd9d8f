import type { Clock } from '../clock.ts';
import type { FirstLoadPolicy } from '../config/load-config.ts';
import type { SourceNumber } from '../contact/model/patient-key.ts';
import type { State } from '../state/open-state.ts';
import type { By } from '../state/record/pauses.ts';
import type { Source } from './source.ts';

interface Asked {
  readonly state: State;
  readonly clock: Clock;
  readonly sources: readonly Pick<Source, 'number'>[];
}

/**
 * The sources whose patients nobody has asked for yet. It is written down, so that whoever looks at the state alone can
 * tell; with `start` the setting itself is the word.
 */
export async function unaskedSources(
  clinic: Asked,
  policy: FirstLoadPolicy,
): Promise<ReadonlySet<SourceNumber>> {
  const { state, clock, sources } = clinic;
  const known = await state.meta.ofSources('firstLoad');
  const fresh = sources.filter(({ number }) => known.get(number)?.is !== 'asked-for');
  const gone = [...known].filter(
    ([number, { is }]) => is === 'waiting' && !sources.some((source) => source.number === number),
  );
  for (const [number] of gone) await state.meta.of(number).clear('firstLoad');
  if (policy !== 'ask') {
    await askFirstLoad({ state, clock, sources: fresh });
    return new Set();
  }
  for (const { number } of fresh) {
    if (known.has(number)) continue;
    await state.meta.of(number).set('firstLoad', { is: 'waiting', at: clock.now() });
  }
  return new Set(fresh.map(({ number }) => number));
}

/** From now on the patients of these sources are carried over. */
export async function askFirstLoad({ state, clock, sources }: Asked): Promise<void> {
  const known = await state.meta.ofSources('firstLoad');
  for (const { number } of sources) {
    if (known.get(number)?.is === 'asked-for') continue;
    await state.meta.of(number).set('firstLoad', { is: 'asked-for', at: clock.now() });
  }
}

/** A person asks for it. */
export async function beginFirstLoad(clinic: Asked, actor: By): Promise<void> {
  const { state, clock } = clinic;
  await askFirstLoad(clinic);
  await state.actions.add({ at: clock.now(), actor, action: 'start', subject: null });
}
