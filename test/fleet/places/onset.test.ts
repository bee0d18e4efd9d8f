import { expect, test } from 'vitest';
import {
  classOf,
  freePlaces,
  type PassClass,
  takingOrder,
  toGiveWay,
} from '../../../src/fleet/machine/places.ts';
import { Silence } from '../../../src/fleet/machine/silence.ts';
import { retryMs } from '../../../src/service/schedule/next-passes.ts';

const intervalMs = 120_000;
const roundMs = 1_000;
/** Five readings of half a minute each. */
const hangsMs = 150_000;

type Kind = 'well' | 'slow' | 'dead';
/** How long a pass takes, all of it one silence. */
const takesMs: Readonly<Record<Kind, number>> = { well: 3_000, slow: 25_000, dead: hangsMs };

interface Turn {
  readonly since: number;
  readonly kind: PassClass;
  readonly silence: Silence;
}

interface Clinic {
  readonly kind: Kind;
  dueAt: number;
  class: PassClass;
  failures: number;
  turn: Turn | null;
}

interface Fleet {
  readonly places: number;
  readonly counts: Readonly<Record<Kind, number>>;
}

/** Their kinds are mixed, and their passes due all over the interval. */
function clinicsOf({ counts }: Fleet): readonly Clinic[] {
  const kinds: readonly Kind[] = ['well', 'slow', 'dead'];
  const all = kinds.flatMap((kind) =>
    Array.from({ length: counts[kind] }, (_, at) => ({
      kind,
      dueAt: (at * intervalMs) / counts[kind],
    })),
  );
  return all
    .toSorted((a, b) => a.dueAt - b.dueAt)
    .map((one) => ({ ...one, class: 'quick', failures: 0, turn: null }));
}

/** An hour of one machine's rounds, from the moment on in which some clinics fall silent. @returns the longest wait for a place; s. */
function longestWaits({ places, counts }: Fleet): Readonly<Record<Kind, number>> {
  const waits = { well: 0, slow: 0, dead: 0 };
  const clinics = clinicsOf({ places, counts });
  let now = 0;
  const clock = { monotonic: () => now };
  const end = (clinic: Clinic, begunAt: number) => {
    const failed = clinic.kind === 'dead';
    clinic.failures = failed ? clinic.failures + 1 : 0;
    clinic.class = classOf({ failures: clinic.failures, isLong: false });
    const wait = failed ? retryMs('incremental', clinic.failures) : intervalMs;
    clinic.dueAt = Math.max(now + roundMs, begunAt + wait);
    clinic.turn = null;
  };
  const wait = ({ kind, dueAt }: Clinic) => {
    waits[kind] = Math.max(waits[kind], (now - dueAt) / 1_000);
  };
  for (let round = 0; now < 3_600_000; round += 1, now += roundMs) {
    for (const clinic of clinics) {
      const { turn, kind } = clinic;
      if (turn !== null && now - turn.since >= takesMs[kind]) end(clinic, turn.since);
    }
    const held = clinics.flatMap((clinic) =>
      clinic.turn === null
        ? []
        : [{ clinic, kind: clinic.turn.kind, silentMs: clinic.turn.silence.overMs }],
    );
    for (const { clinic } of toGiveWay(places, held)) {
      Object.assign(clinic, { class: 'troubled', dueAt: now, turn: null });
    }
    for (const kind of takingOrder(round)) {
      const running = { quick: 0, long: 0, troubled: 0 };
      for (const { turn } of clinics) if (turn !== null) running[turn.kind] += 1;
      const due = clinics
        .filter((one) => one.turn === null && one.class === kind && one.dueAt <= now)
        .toSorted((a, b) => a.dueAt - b.dueAt);
      for (const clinic of due.slice(0, freePlaces(places, running, kind))) {
        wait(clinic);
        // What is known of a clinic is what it took when it was well.
        const known = clinic.kind === 'slow' ? takesMs.slow : takesMs.well;
        clinic.turn = { since: now, kind, silence: new Silence(clock, known) };
      }
    }
  }
  for (const clinic of clinics) if (clinic.turn === null && clinic.dueAt < now) wait(clinic);
  return waits;
}

test('clinics that all fall silent at one moment keep the others, slow ones too, from no two-minute pass', () => {
  const counts = { well: 100, slow: 10, dead: 50 };
  for (const places of [8, 16, 32]) {
    const { well, slow } = longestWaits({ places, counts });
    expect(well, `${places} places`).toBeLessThan(120);
    expect(slow, `${places} places`).toBeLessThan(120);
  }
  expect(longestWaits({ places: 2, counts: { well: 4, slow: 1, dead: 6 } }).well).toBeLessThan(30);
  expect(longestWaits({ places: 4, counts: { well: 20, slow: 2, dead: 20 } }).slow).toBeLessThan(
    30,
  );
});
