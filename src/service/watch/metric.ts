import { Counter, Gauge, Histogram, type Registry } from '@prometheus-io/client';

const prefix = 'ident_amocrm_';

/** Only grows; the name ends in `_total`. */
export function counter<L extends string>(
  registry: Registry,
  name: `${string}_total`,
  help: string,
  labelNames: readonly L[] = [],
): Counter<L> {
  return new Counter({ name: prefix + name, help, labelNames, registers: [registry] });
}

/** As it is now. */
export function gauge<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[] = [],
): Gauge<L> {
  return new Gauge({ name: prefix + name, help, labelNames, registers: [registry] });
}

/** Spread of durations, in seconds. */
export function durations<L extends string>(
  registry: Registry,
  name: `${string}_seconds`,
  help: string,
  options: { readonly labelNames?: readonly L[]; readonly buckets: readonly number[] },
): Histogram<L> {
  return new Histogram({
    name: prefix + name,
    help,
    labelNames: options.labelNames ?? [],
    buckets: [...options.buckets],
    registers: [registry],
  });
}
