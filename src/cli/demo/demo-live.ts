import { formatDuration, formatTime } from '../../report/format.ts';
import type { Receptions } from '../../sandbox/sample-db/day/reception-day.ts';
import type { ServiceEvent } from '../../service/service-event.ts';
import type { CliContext } from '../context.ts';
import type { DemoService } from './demo-service.ts';
import { happenings } from './demo-words.ts';
import type { DemoWorld } from './demo-world.ts';

/** Between two stretches of the clinic's day. */
const pauseMs = 10_000;
const changesAtOnce = 3;

/** Each stretch something of them. */
const receptionsAtOnce = (turn: number): Receptions => ({
  bookings: 2,
  arrivals: 1,
  bills: turn % 2,
  ...(turn % 3 === 0 ? { cancellations: 1 } : {}),
  ...(turn % 4 === 0 ? { moves: 1 } : {}),
});

/** What happened in IDENT that no pass has seen yet. */
interface Unseen {
  readonly what: readonly string[];
  /** Monotonic ms of the first of them. */
  readonly since: number;
}

/** Goes on playing the clinic's day, and tells a line of each pass that carried something over, until a person stops it. */
export async function liveOn(
  context: CliContext,
  world: DemoWorld,
  { service, done }: DemoService,
): Promise<void> {
  const { signal } = context;
  const day = new LiveDay(context, world);
  const leave = service.subscribe((event) => day.hear(event));
  try {
    await Promise.race([playDays(context, world, day), done]);
  } catch (error) {
    // Ctrl-C is how it ends.
    if (!signal.aborted) throw error;
  } finally {
    leave();
  }
}

async function playDays(
  { clock, signal }: CliContext,
  world: DemoWorld,
  day: LiveDay,
): Promise<never> {
  // One row that amoCRM refuses, once: so that there is something to look at, and to send again.
  world.sandbox.faults.add({
    match: { method: 'PATCH', path: '/api/v4/contacts' },
    fault: { kind: 'reject', rows: [0] },
  });
  for (let seed = 2; ; seed += 1) {
    await clock.sleep(pauseMs, signal);
    // The changes of a seed are what follows the mixture from there on.
    const { kinds } = await world.play(changesAtOnce, seed * changesAtOnce);
    day.note(kinds);
    if (!world.hasVisits) continue;
    const played = Object.entries(await world.receive(receptionsAtOnce(seed), seed));
    day.note(
      Object.fromEntries(
        played.flatMap(([kind, ids]) => (ids.length > 0 ? [[kind, ids.length]] : [])),
      ),
    );
  }
}

/** Puts together what happened in IDENT and the pass that carried it over. */
class LiveDay {
  readonly #context: CliContext;
  readonly #timeZone: string;
  #unseen: Unseen | null = null;
  #underWay: Unseen | null = null;

  constructor(context: CliContext, { clinic }: Pick<DemoWorld, 'clinic'>) {
    this.#context = context;
    this.#timeZone = clinic.timeZone;
  }

  note(kinds: Readonly<Record<string, number>>): void {
    const { text, clock } = this.#context;
    const { what, since } = this.#unseen ?? { what: [], since: clock.monotonic() };
    this.#unseen = { what: [...what, ...happenings(text, kinds)], since };
  }

  hear(event: ServiceEvent): void {
    if (event.type === 'pass-started') {
      this.#underWay = this.#unseen;
      this.#unseen = null;
    }
    if (event.type !== 'pass-ended') return;
    const seen = this.#underWay;
    this.#underWay = null;
    const done = doneBy(event.result?.counts ?? {}, this.#context);
    if (done.length > 0) this.#tell(seen, done);
    // A pass that did not come to its end leaves them to the next one.
    else if (event.result === undefined && seen !== null) this.#unseen ??= seen;
  }

  #tell(seen: Unseen | null, done: readonly string[]): void {
    const { output, text, language, clock } = this.#context;
    const { paint } = output;
    const words = text.demo;
    const now = formatTime(clock.now(), this.#timeZone, language);
    const happened = seen === null ? words.asked : seen.what.join(', ');
    const took = seen === null ? '' : formatDuration(clock.monotonic() - seen.since, language);
    output.data(
      `${paint.dim(now)}  ${happened} → amoCRM ${done.join(' ')} ${took === '' ? '' : paint.dim(words.after(took))}`.trimEnd(),
    );
  }
}

/** What a pass carried over, by the signs of a plan. */
function doneBy(
  counts: Readonly<Record<string, number>>,
  { output: { paint }, text }: CliContext,
): readonly string[] {
  const signed = (sign: string, count = 0) => (count > 0 ? [`${sign}${count}`] : []);
  const [plus, tilde] = [paint.green('+'), paint.yellow('~')];
  const deals = [...signed(plus, counts['dealsCreated']), ...signed(tilde, counts['dealsUpdated'])];
  return [
    ...signed(plus, counts['created']),
    ...signed(tilde, counts['updated']),
    ...signed(paint.red('!'), counts['rejected']),
    ...(deals.length > 0 ? [text.demo.deals, ...deals] : []),
  ];
}
