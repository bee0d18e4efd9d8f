import { z } from 'zod';

/** How the reserve follows what is seen of the line. */
export const spreadBounds = {
  /** No wider reserve than this: beyond it a line is no line to be paced by the second. */
  maxMs: 300,
  /** The answers that count, in blocks that are forgotten as a whole. */
  answers: 500,
  blockAnswers: 50,
  /** What it falls to with each answer that calls for less: from 300 ms to 50 in 358 answers. */
  fallBy: 0.995,
  /** From so many answers of a kind on, their spread says something of those not seen. */
  fewAnswers: 4,
  /** Of so many answers, of whatever kind … */
  manyAnswers: 50,
  /** … at least this part was heard at once, or what they tell of the line is not told from our own business. */
  heardAtOnce: 0.2,
  /** So many openings of connections must have been seen before less is reckoned with than what is set. */
  openings: 8,
} as const;

const spanSchema = z.object({
  answers: z.int().min(1),
  /** The quickest was answered no later than that. */
  least: z.number(),
  /** The slowest was answered no sooner than that, with what it may have lain here taken off. */
  most: z.number(),
  /** How many of them were heard at once, and when the slowest was heard; absent in the state of older versions. */
  atOnce: z.int().min(0).optional(),
  heardBy: z.number().optional(),
});
type Span = Readonly<z.infer<typeof spanSchema>>;

export const lineSpreadSchema = z.object({
  reserveMs: z.number().min(0).max(spreadBounds.maxMs),
  /** What a request that had to open its connection may come later at most, jitter included; null: nobody knows yet. */
  openingMs: z.number().min(0).nullable(),
  /** By kind of request, oldest block first. */
  blocks: z.array(z.record(z.string(), spanSchema)),
});

/** What the account's answers have told of how much the line to amoCRM varies. */
export type LineSpread = Readonly<z.infer<typeof lineSpreadSchema>>;

export const quietLine: LineSpread = { reserveMs: 0, openingMs: null, blocks: [] };

/**
 * From a request's slot to the first byte of its answer. Where one came to its open connection later than its slot allows
 * for, by so much less.
 */
export interface RoundTrip {
  /** `GET /contacts`: what takes the server about as long. */
  readonly kind: string;
  readonly ms: number;
  /** So much of it, at most, the answer may have lain here unheard. */
  readonly waitedMs: number;
  /** It may have had to open its connection. */
  readonly opening: boolean;
}

/**
 * Takes answers in. Nobody knows the way out from the way back, so all that varies is taken for the way out; and a
 * request is measured from its slot, so that a machine that is a little late in sending counts as well; what leaves
 * later than its slot allows for counts from then. A machine that is late in hearing does not count unless it mostly is:
 * nothing comes to the server any later by it. The reserve rises at once and falls slowly.
 */
export function hear(line: LineSpread, roundTrips: readonly RoundTrip[]): LineSpread {
  if (roundTrips.length === 0) return line;
  const blocks = roundTrips.reduce(added, line.blocks);
  const kinds = spans(blocks);
  const isDeaf = hearsLate(kinds);
  const seen = Math.min(spreadBounds.maxMs, spreadOf(kinds, isDeaf));
  const fallen = line.reserveMs * spreadBounds.fallBy ** roundTrips.length;
  return { reserveMs: Math.max(seen, fallen), openingMs: openingOf(kinds, isDeaf), blocks };
}

function added(
  blocks: LineSpread['blocks'],
  { kind: name, ms, waitedMs, opening }: RoundTrip,
): LineSpread['blocks'] {
  const kind = opening ? openingKind(name) : name;
  const newest = blocks.at(-1);
  const full = newest === undefined || answersIn(newest) >= spreadBounds.blockAnswers;
  const block = full ? {} : newest;
  const most = Math.ceil(spreadBounds.answers / spreadBounds.blockAnswers);
  const kept = full ? blocks.slice(-most) : blocks.slice(0, -1);
  const span = {
    answers: 1,
    least: ms,
    most: ms - waitedMs,
    atOnce: waitedMs === 0 ? 1 : 0,
    heardBy: ms,
  };
  return [...kept, { ...block, [kind]: joined(block[kind], span) }];
}

const answersIn = (block: Readonly<Record<string, Span>>): number =>
  Object.values(block).reduce((sum, { answers }) => sum + answers, 0);

const joined = (a: Span | undefined, b: Span): Span =>
  a === undefined
    ? b
    : {
        answers: a.answers + b.answers,
        least: Math.min(a.least, b.least),
        most: Math.max(a.most, b.most),
        atOnce: atOnce(a) + atOnce(b),
        heardBy: Math.max(heardBy(a), heardBy(b)),
      };

const atOnce = (span: Span): number => span.atOnce ?? span.answers;
const heardBy = (span: Span): number => span.heardBy ?? span.most;

const openingKind = (kind: string): string => `${kind} +`;

function spans(blocks: LineSpread['blocks']): ReadonlyMap<string, Span> {
  const kinds = new Map<string, Span>();
  for (const block of blocks) {
    for (const [kind, span] of Object.entries(block))
      kinds.set(kind, joined(kinds.get(kind), span));
  }
  return kinds;
}

/** The widest of the kinds: what a kind of request takes the server for itself is not the line's. */
function spreadOf(kinds: ReadonlyMap<string, Span>, isDeaf: boolean): number {
  const warm = [...kinds].filter(([kind]) => !kind.endsWith(' +'));
  return Math.max(0, ...warm.map(([, span]) => estimate(span, isDeaf)));
}

/** How much later than the quickest of their kind requests came that opened their connection. */
function openingOf(kinds: ReadonlyMap<string, Span>, isDeaf: boolean): number | null {
  let answers = 0;
  let widest = 0;
  for (const [kind, quick] of kinds) {
    const opening = kinds.get(openingKind(kind));
    if (opening === undefined) continue;
    answers += opening.answers;
    widest = Math.max(
      widest,
      estimate({ ...opening, least: Math.min(quick.least, opening.least) }, isDeaf),
    );
  }
  return answers < spreadBounds.openings ? null : widest;
}

/**
 * A process that hardly ever hears an answer at once knows too little of the line to leave its own business out. That is
 * told from all answers together: of many kinds each has few.
 */
function hearsLate(kinds: ReadonlyMap<string, Span>): boolean {
  const all = [...kinds.values()];
  const answers = all.reduce((sum, span) => sum + span.answers, 0);
  const known = all.reduce((sum, span) => sum + atOnce(span), 0);
  return answers >= spreadBounds.manyAnswers && known < answers * spreadBounds.heardAtOnce;
}

/** Of n values drawn alike, the least and the most leave 2 of n + 1 parts of their range outside. */
function estimate(span: Span, isDeaf: boolean): number {
  const [most, seen] = isDeaf ? [heardBy(span), span.answers] : [span.most, atOnce(span)];
  const unseen = seen < spreadBounds.fewAnswers ? 1 : (seen + 1) / (seen - 1);
  return Math.max(0, most - span.least) * unseen;
}
