import type { MouseEvent } from 'react';

/**
 * Which of `count` columns was clicked at, by the place alone: a bar of one patient is too low to be hit, and of a tap the
 * chart knows no place that was pointed at before. Null: beside the plot.
 */
export function columnAt({ currentTarget, clientX }: MouseEvent, count: number): number | null {
  const chart = currentTarget.closest('.recharts-wrapper') ?? currentTarget;
  // Its lines run across all of the plot, and nowhere else.
  const plot = chart.querySelector('.recharts-cartesian-grid')?.getBoundingClientRect();
  if (plot === undefined || plot.width === 0) return null;
  const column = Math.floor(((clientX - plot.left) / plot.width) * count);
  return column >= 0 && column < count ? column : null;
}
