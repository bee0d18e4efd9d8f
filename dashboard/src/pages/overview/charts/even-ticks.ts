/** Whole numbers at even distances from 0 on, as people count, the last of them above `most`. */
export function evenTicks(most: number): {
  readonly ticks: number[];
  readonly domain: [number, number];
} {
  const step = niceStep(Math.max(most, 1) / 4);
  const count = Math.max(Math.ceil(most / step), 1);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { ticks, domain: [0, count * step] };
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const step = [1, 2, 5, 10].find((one) => one * power >= least) ?? 10;
  return step * power;
}
