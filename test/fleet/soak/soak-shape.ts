import { parseArgs } from 'node:util';
import { type Blow, blows } from './strikes.ts';

/** What a soak of the fleet is made of. */
export interface SoakShape {
  readonly minutes: number;
  readonly seed: number;
  readonly clinics: number;
  readonly patients: number;
  readonly machines: number;
  /** Passes that a machine makes at the same time. */
  readonly places: number;
  /** Requests a second that amoCRM takes of an account; null: any number. */
  readonly rate: number | null;
  /** Between a request's effect and its answer. */
  readonly latencyMs: number;
  readonly intervalS: number;
  /** Between two blows, at most. */
  readonly pauseS: number;
  /** How long the end may take: first loads that begin anew, and looks at what was lost, take their time. */
  readonly quietMinutes: number;
  /** Of the kinds that are named more often, there are more. */
  readonly blows: readonly Blow[];
  /** How many machines have to be killed while amoCRM holds an answer back, and as many while it is being taken down; 0: it is not asked. */
  readonly aimed: number;
}

type Sizes = Omit<SoakShape, 'minutes' | 'seed' | 'blows'>;

const small: Sizes = {
  clinics: 6,
  patients: 30,
  machines: 3,
  places: 4,
  rate: null,
  latencyMs: 0,
  intervalS: 5,
  pauseS: 8,
  quietMinutes: 4,
  aimed: 0,
};

/** First loads that outlast several kills each: amoCRM is slow, and each machine could make all of them. */
const firstLoads: Sizes = {
  clinics: 20,
  patients: 2_000,
  machines: 2,
  places: 40,
  rate: 7,
  latencyMs: 1_000,
  intervalS: 10,
  pauseS: 4,
  quietMinutes: 10,
  aimed: 20,
};

/** `--first-loads` takes its sizes; whatever is named besides counts instead. */
export function shapeOf(argv: readonly string[]): SoakShape {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'first-loads': { type: 'boolean', default: false },
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      clinics: { type: 'string' },
      patients: { type: 'string' },
      machines: { type: 'string' },
      aimed: { type: 'string' },
      latency: { type: 'string' },
      rate: { type: 'string' },
      blows: { type: 'string', default: 'kill,kill,kill,kill,freeze,freeze,sessions,server' },
    },
  });
  const sizes = values['first-loads'] ? firstLoads : small;
  return {
    ...sizes,
    minutes: Number(values.minutes),
    seed: Number(values.seed ?? Math.floor(Math.random() * 1_000_000)),
    clinics: Number(values.clinics ?? sizes.clinics),
    patients: Number(values.patients ?? sizes.patients),
    machines: Number(values.machines ?? sizes.machines),
    aimed: Number(values.aimed ?? sizes.aimed),
    latencyMs: Number(values.latency ?? sizes.latencyMs),
    rate: values.rate === undefined ? sizes.rate : Number(values.rate),
    blows: values.blows.split(',').filter((one): one is Blow => blows.some((blow) => blow === one)),
  };
}
