import type { RecordedHour } from '../state/record/hours.ts';

const hourMs = 3_600_000;

/** What kept passes from ending well, as far as a clinic has to tell it apart. */
export type Trouble = 'database' | 'amocrm' | 'access' | 'account' | 'changed' | 'guard' | 'other';

/** How a day went; `unknown`: nothing is recorded of it. The worst that is known of any hour. */
type DayState = 'unknown' | 'good' | 'flawed' | 'bad';

interface DaysView {
  /** When each day begins, the oldest first; the last one is not over. */
  readonly starts: readonly number[];
  readonly now: number;
  /** SYNC_INTERVAL_MINUTES as ms. */
  readonly intervalMs: number;
}

/** Day by day, by what was recorded of the passes. Silence is not taken for health. */
export function days(recorded: readonly RecordedHour[], { starts, now, intervalMs }: DaysView) {
  const hours = hourStates(recorded, { now, intervalMs });
  return starts.map((at, index) => {
    const end = Math.min(starts[index + 1] ?? now, now);
    const of = recorded.filter((hour) => hour.at >= at && hour.at < end);
    const states: (Exclude<DayState, 'unknown'> | null)[] = [];
    for (let hour = at - (at % hourMs); hour < end; hour += hourMs) {
      if (hour >= at) states.push(hours.get(hour) ?? null);
    }
    const known = states.filter((state) => state !== null);
    const failures = of.filter(({ code }) => code !== null);
    const troubles = Map.groupBy(failures, ({ code }) => troubleOf(code ?? ''));
    const passes = (some: readonly RecordedHour[]) =>
      some.reduce((sum, one) => sum + one.passes, 0);
    return {
      at,
      state: worst(known),
      passes: passes(of.filter(({ code }) => code === null)),
      failed: passes(failures),
      hours: states.length,
      unknownHours: states.length - known.length,
      badHours: known.filter((state) => state === 'bad').length,
      troubles: [...troubles].map(([trouble, some]) => ({ trouble, passes: passes(some) })),
    };
  });
}

function worst(states: readonly Exclude<DayState, 'unknown'>[]): DayState {
  for (const state of ['bad', 'flawed', 'good'] as const) if (states.includes(state)) return state;
  return 'unknown';
}

/** What is known of each hour; one that is missing is not. */
function hourStates(
  recorded: readonly RecordedHour[],
  { now, intervalMs }: Pick<DaysView, 'now' | 'intervalMs'>,
): ReadonlyMap<number, Exclude<DayState, 'unknown'>> {
  const states = new Map<number, Exclude<DayState, 'unknown'>>();
  const silence = Math.max(3 * intervalMs, 2 * hourMs);
  const byHour = [...Map.groupBy(recorded, ({ at }) => at)];
  byHour.forEach(([at, ends], index) => {
    const isWell = ends.some(({ code }) => code === null);
    const isIll = ends.some(({ code }) => code !== null);
    const state = isIll ? (isWell ? 'flawed' : 'bad') : 'good';
    states.set(at, state);
    const next = byHour[index + 1]?.[0] ?? now;
    // After the guard nothing is carried over before a person has decided: the silence tells of that.
    const waits = !isWell && ends.some(({ code }) => troubleOf(code ?? '') === 'guard');
    if (!waits && next - at > silence) return;
    const goesOn = state === 'bad' ? 'bad' : 'good';
    for (let hour = at + hourMs; hour < next; hour += hourMs) states.set(hour, goesOn);
  });
  return states;
}

const troubles: Readonly<Record<string, Trouble>> = {
  MASS_CHANGE: 'guard',
  RULES_CHANGED: 'guard',
  CRM_READ_VOID: 'guard',
  IDENTITY_DISAGREES: 'guard',
  IDENT_FIELDS_GONE: 'changed',
  FIELDS_MISSING: 'changed',
  FIELDS_WRONG: 'changed',
  FIELDS_CHANGED: 'changed',
  OTHER_DATABASE: 'changed',
  OTHER_ACCOUNT: 'account',
  CONTACTS_HIDDEN: 'account',
  AMO_PAYMENT_REQUIRED: 'account',
  AMO_QUOTA_EXCEEDED: 'account',
  AMO_FORBIDDEN: 'account',
  AMO_ADDRESS_FORBIDDEN: 'account',
  AMO_UNAUTHORIZED: 'access',
  AMO_NOT_AUTHORISED: 'access',
  AMO_REFRESH_TOKEN_EXPIRED: 'access',
};

function troubleOf(code: string): Trouble {
  const known = troubles[code];
  if (known !== undefined) return known;
  if (code.startsWith('IDENT_')) return 'database';
  if (code.startsWith('AMO_TOKEN_')) return 'access';
  return code.startsWith('AMO_') ? 'amocrm' : 'other';
}
