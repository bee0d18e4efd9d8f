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
  /** So many openings of connections must have been seen before less is reckoned with than what is set. */
  openings: 8,
} as const;

const spanSchema = z.object({ answers: z.int().min(1), least: z.number(), most: z.number() });
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

/** From a request's slot to the first byte of its answer. */
export interface RoundTrip {
  /** `GET /contacts`: what takes the server about as long. */
  readonly kind: string;
  readonly ms: number;
  /** It may have had to open its connection. */
  readonly opening: boolean;
}

/**
 * Takes answers in. Nobody knows the way out from the way back, so all that varies is taken for the way out; and a
 * request is measured from its slot, so that a machine that is late itself counts as well. The reserve rises at once and
 * falls slowly.
 */
export function hear(line: LineSpread, roundTrips: readonly RoundTrip[]): LineSpread {
  if (roundTrips.length === 0) return line;
  const blocks = roundTrips.reduce(added, line.blocks);
  const kinds = spans(blocks);
  const seen = Math.min(spreadBounds.maxMs, spreadOf(kinds));
  const fallen = line.reserveMs * spreadBounds.fallBy ** roundTrips.length;
  return { reserveMs: Math.max(seen, fallen), openingMs: openingOf(kinds), blocks };
}

function added(
  blocks: LineSpread['blocks'],
  { kind: name, ms, opening }: RoundTrip,
): LineSpread['blocks'] {
  const kind = opening ? openingKind(name) : name;
  const newest = blocks.at(-1);
  const full = newest === undefined || answersIn(newest) >= spreadBounds.blockAnswers;
  const block = full ? {} : newest;
  const most = Math.ceil(spreadBounds.answers / spreadBounds.blockAnswers);
  const kept = full ? blocks.slice(-most) : blocks.slice(0, -1);
  return [...kept, { ...block, [kind]: joined(block[kind], { answers: 1, least: ms, most: ms }) }];
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
      };

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
function spreadOf(kinds: ReadonlyMap<string, Span>): number {
  const warm = [...kinds].filter(([kind]) => !kind.endsWith(' +'));
  return Math.max(0, ...warm.map(([, span]) => estimate(span)));
}

/** How much later than the quickest of their kind requests came that opened their connection. */
function openingOf(kinds: ReadonlyMap<string, Span>): number | null {
  let answers = 0;
  let widest = 0;
  for (const [kind, quick] of kinds) {
    const opening = kinds.get(openingKind(kind));
    if (opening === undefined) continue;
    answers += opening.answers;
    widest = Math.max(
      widest,
      estimate({ ...opening, least: Math.min(quick.least, opening.least) }),
    );
  }
  return answers < spreadBounds.openings ? null : widest;
}

/** Of n values drawn alike, the least and the most leave 2 of n + 1 parts of their range outside. */
function estimate({ answers, least, most }: Span): number {
  const unseen = answers < spreadBounds.fewAnswers ? 1 : (answers + 1) / (answers - 1);
  return (most - least) * unseen;
}
