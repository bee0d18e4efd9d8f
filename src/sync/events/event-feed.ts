import {
  AmoError,
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  QuotaExceededError,
  ServerError,
  UnexpectedAnswerError,
  UnreachableError,
} from '../../amocrm/errors/errors.ts';
import { pageBounds } from '../../amocrm/lists/paging.ts';
import type { FeedEvent } from '../../amocrm/model/feed-event.ts';
import type { Fact } from '../../state/account/facts.ts';
import type { Pass } from '../pass/pass-context.ts';

/** An event may be shown so late, and is asked for again so long. */
const overlapMs = 10 * 60_000;
/** In between a page of nothing new ends a reading: what is late stands behind it, and is found by then. */
const wholeEveryMs = 5 * 60_000;
/** So many ids are remembered: a stretch of the feed that has more is a storm. */
const mostRemembered = 2_000;
/** When a feed that is refused, or that fails, is asked again. */
const refusedForMs = 6 * 3_600_000;
const failedForMs = 10 * 60_000;

/** A pass begins a little earlier or later than an interval after the last one. */
const slackMs = 5_000;
/** What we wrote is told of by then, or the feed tells nothing. */
const silentAfterMs = 30 * 60_000;
/** The trouble of a feed that answers, and tells nothing. */
const eventsSilent = 'EVENTS_SILENT';
/** The trouble of a feed in which too much happens. */
export const eventsStorm = 'EVENTS_STORM';

type FeedMark = Fact<'events'>;

/** What the feed told that was not known before, and where it stands once that is dealt with. */
interface Heard {
  readonly events: readonly FeedEvent[];
  readonly mark: FeedMark;
  /** More happened than is read at once: an audit has to look. */
  readonly isGap: boolean;
}

/**
 * The account's feed since it was last read, with an overlap by amoCRM's own clock: it may be late, doubled and
 * incomplete, and is a hint to look, never the truth.
 *
 * @returns null: it is not its turn, there is none, or it did not answer.
 */
export async function readFeed(pass: Pass): Promise<Heard | null> {
  const { state, clock, options } = pass;
  const { eventsMs } = options;
  if (eventsMs === undefined) return null;
  const before = await state.meta.read('events', 'eventsTrouble');
  const [known, trouble] = [before.get('events'), before.get('eventsTrouble')];
  const now = clock.now();
  if (trouble !== undefined && isWithin(now, trouble.at, trouble.forMs)) return null;
  if (known !== undefined && isWithin(now, known.readAt, eventsMs - slackMs)) return null;
  try {
    const heard = await readPages(pass, known, now);
    const { wroteAt } = heard.mark;
    if (wroteAt !== undefined && now - wroteAt > silentAfterMs) {
      const since = trouble?.since ?? wroteAt;
      await state.meta.set('eventsTrouble', { code: eventsSilent, since, at: now, forMs: 0 });
    } else if (trouble !== undefined && isOver(trouble.code, wroteAt)) {
      await state.meta.clear('eventsTrouble');
    }
    return heard;
  } catch (error) {
    const forMs = patienceMs(error);
    if (forMs === null || !(error instanceof AmoError)) throw error;
    const since = trouble?.since ?? now;
    await state.meta.set('eventsTrouble', { code: error.code, since, at: now, forMs });
    pass.log.warn({ code: error.code }, 'the event feed does not answer');
    return null;
  }
}

/** Whether an answer ends this trouble; of a storm what it told decides. */
const isOver = (code: string, wroteAt: number | undefined): boolean =>
  code !== eventsStorm && (code !== eventsSilent || wroteAt === undefined);

async function readPages(
  { amo, signal }: Pass,
  known: FeedMark | undefined,
  now: number,
): Promise<Heard> {
  const wholeUpTo = known?.wholeUpTo ?? known?.upTo ?? now;
  const from = known === undefined ? now : Math.max(known.since, wholeUpTo - overlapMs);
  const seen = new Map(known?.seen);
  const events: FeedEvent[] = [];
  let at: number | null = null;
  for (let page = 1; ; page += 1) {
    signal?.throwIfAborted();
    const answer = await amo.events({ from, page });
    at ??= answer.at;
    const fresh = answer.events.filter(({ id }) => !seen.has(id));
    for (const event of fresh) {
      if (seen.has(event.id)) continue;
      seen.set(event.id, event.at);
      events.push(event);
    }
    const upTo = at ?? now;
    const mayStop = fresh.length === 0 && isWithin(upTo, wholeUpTo, wholeEveryMs);
    if (!answer.hasNext || mayStop) {
      const remembered = [...seen].filter(([, told]) => told >= upTo - 2 * overlapMs);
      if (remembered.length > mostRemembered) return gap(upTo, now);
      // Where it begins, nothing before it is asked for: that was a first load, or a gap.
      const mark = {
        upTo,
        since: known?.since ?? upTo,
        readAt: now,
        seen: remembered,
        wholeUpTo: answer.hasNext ? wholeUpTo : upTo,
        // Nothing was told since then.
        ...(events.length > 0 || known?.wroteAt === undefined ? {} : { wroteAt: known.wroteAt }),
      };
      return { events, isGap: false, mark };
    }
    if (page === pageBounds.events) return gap(upTo, now);
  }
}

const gap = (upTo: number, now: number): Heard => ({
  events: [],
  isGap: true,
  mark: { upTo, since: upTo, readAt: now, seen: [] },
});

/** A clock that was set back does not keep the feed silent. */
const isWithin = (now: number, at: number, ms: number): boolean => now >= at && now - at < ms;

/** Whether the feed can do without an answer, and how long; null: what it met concerns all that is asked of amoCRM. */
function patienceMs(error: unknown): number | null {
  if (refusals.some((kind) => error instanceof kind)) return refusedForMs;
  return failures.some((kind) => error instanceof kind) ? failedForMs : null;
}

const refusals = [
  BadRequestError,
  ForbiddenError,
  NotFoundError,
  PaymentRequiredError,
  QuotaExceededError,
];
const failures = [ServerError, UnexpectedAnswerError, UnreachableError];
