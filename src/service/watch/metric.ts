import { Counter, Gauge, Histogram, Registry } from '@prometheus-io/client';

const prefix = 'ident_amocrm_';

type Labels<L extends string> = Partial<Record<L, string | number>>;

/** A metric that goes up and down. */
interface Shown<L extends string> {
  set(labels: Labels<L>, value: number): void;
  set(value: number): void;
}

/** A metric that only grows. */
interface Counted<L extends string> {
  inc(labels: Labels<L>, by?: number): void;
  inc(by?: number): void;
}

/** Where metrics are made: a registry of one clinic's, or one clinic's part of a registry that many share. */
export type Sheet = Registry | ClinicSheet;

/** What many clinics show in one registry: each metric once, and each clinic's lines of it with the label `clinic`. */
export class ClinicSheets {
  readonly registry: Registry;
  readonly #gauges = new Map<string, Gauge<string>>();
  readonly #counters = new Map<string, Counter<string>>();
  readonly #histograms = new Map<string, Histogram<string>>();

  constructor(registry: Registry) {
    this.registry = registry;
  }

  of(clinic: string): ClinicSheet {
    return new ClinicSheet(this, clinic);
  }

  gauge(name: string, help: string, labelNames: readonly string[]): Gauge<string> {
    return once(this.#gauges, name, () => new Gauge(this.#told(name, help, labelNames)));
  }

  counter(name: string, help: string, labelNames: readonly string[]): Counter<string> {
    return once(this.#counters, name, () => new Counter(this.#told(name, help, labelNames)));
  }

  /** Of all clinics together: each of them apart would be a dozen lines more a clinic. */
  histogram(name: string, make: () => Histogram<string>): Histogram<string> {
    return once(this.#histograms, name, make);
  }

  #told(name: string, help: string, labelNames: readonly string[]) {
    return {
      name: prefix + name,
      help,
      registers: [this.registry],
      labelNames: ['clinic', ...labelNames],
    };
  }
}

/** One clinic's part of a registry; of what stands by the dozen it shows what is there, and not what is not. */
export class ClinicSheet {
  readonly sheets: ClinicSheets;
  readonly clinic: string;

  constructor(sheets: ClinicSheets, clinic: string) {
    this.sheets = sheets;
    this.clinic = clinic;
  }
}

function once<T>(known: Map<string, T>, name: string, make: () => T): T {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

/** Whether a label's values are shown that stand at nought. */
export const showsNoughts = (sheet: Sheet): boolean => sheet instanceof Registry;

/** A value, or labels and a value; a counter's is 1 unless it is told. */
type Told =
  | readonly [value?: number | undefined]
  | readonly [labels: Labels<string>, value?: number | undefined];

function parted([first = 1, value = 1]: Told): readonly [Labels<string>, number] {
  return typeof first === 'number' ? [{}, first] : [first, value];
}

/** Only grows; the name ends in `_total`. */
export function counter<L extends string>(
  sheet: Sheet,
  name: `${string}_total`,
  help: string,
  labelNames: readonly L[] = [],
): Counted<L> {
  if (sheet instanceof Registry) {
    return new Counter<string>({ name: prefix + name, help, labelNames, registers: [sheet] });
  }
  const { sheets, clinic } = sheet;
  const shared = sheets.counter(name, help, labelNames);
  return {
    inc: (...told: Told) => {
      const [labels, by] = parted(told);
      // What has not happened in one of many clinics has no line.
      if (by > 0) shared.inc({ ...labels, clinic }, by);
    },
  };
}

/** As it is now. */
export function gauge<L extends string>(
  sheet: Sheet,
  name: string,
  help: string,
  labelNames: readonly L[] = [],
): Shown<L> {
  if (sheet instanceof Registry) {
    return new Gauge<string>({ name: prefix + name, help, labelNames, registers: [sheet] });
  }
  const { sheets, clinic } = sheet;
  const shared = sheets.gauge(name, help, labelNames);
  return {
    set: (...told: Told) => {
      const [labels, value] = parted(told);
      shared.set({ ...labels, clinic }, value);
    },
  };
}

/** Spread of durations, in seconds; of many clinics: of all of them together. */
export function durations<L extends string>(
  sheet: Sheet,
  name: `${string}_seconds`,
  help: string,
  options: { readonly labelNames?: readonly L[]; readonly buckets: readonly number[] },
): Histogram<string> {
  const make = (registry: Registry) =>
    new Histogram<string>({
      name: prefix + name,
      help,
      registers: [registry],
      labelNames: options.labelNames ?? [],
      buckets: [...options.buckets],
    });
  if (sheet instanceof Registry) return make(sheet);
  return sheet.sheets.histogram(name, () => make(sheet.sheets.registry));
}
