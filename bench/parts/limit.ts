import type { Traffic } from '../processes/sandbox.child.ts';
import type { PassCost } from '../processes/sync.child.ts';
import type { Row } from '../row.ts';

/** amoCRM's own ceiling, requests a second. */
const rate = 7;
/** Account, fields, newest contacts, and one to spare. */
const startUp = 4;

export interface Judged {
  readonly part: string;
  readonly what: string;
  readonly cost: PassCost;
  readonly traffic: Traffic;
  /** Requests that must be made, besides the {@link startUp}. */
  readonly least: number;
  /** Goals are set for some sizes only. */
  readonly goals?: { readonly time?: number; readonly requests?: number };
}

/** The two ratios of a pass against the limit. */
export function againstLimit({ part, what, cost, traffic, least, goals }: Judged): readonly Row[] {
  const limitMs = (cost.requests / rate) * 1000;
  const { time, requests } = goals ?? {};
  const refused = traffic.refused === 0 ? 'no 429' : `${traffic.refused} × 429`;
  return [
    {
      part,
      what: `${what}: time ÷ limit`,
      measured: cost.ms / limitMs,
      unit: '×',
      ...(time === undefined ? {} : { goal: { atMost: time } }),
      aside: `${(cost.ms / 1000).toFixed(1)} s for ${cost.requests} requests at ${rate}/s, ${refused}, at most ${traffic.peak} in a second`,
    },
    {
      part,
      what: `${what}: requests ÷ least`,
      measured: cost.requests / (least + startUp),
      unit: '×',
      ...(requests === undefined ? {} : { goal: { atMost: requests } }),
      aside: `${cost.requests} of ${least + startUp}`,
    },
  ];
}
