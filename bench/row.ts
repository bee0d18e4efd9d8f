/** One line of the table. */
export interface Row {
  readonly part: string;
  readonly what: string;
  readonly measured: number;
  readonly unit: '×' | 'ms' | 's' | 'MB' | '/s' | '';
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
  /** Absolute times and the like. */
  readonly aside: string;
}

/** Whether the goal is met; null without one. */
export function meets({ measured, goal }: Row): boolean | null {
  if (goal === undefined) return null;
  return 'atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast;
}

export function shown(value: number, unit: Row['unit']): string {
  const digits =
    unit === '×' ? (value < 10 ? 3 : 0) : value < 10 && !Number.isInteger(value) ? 1 : 0;
  const number = value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return unit === '' || unit === '×' || unit === '/s' ? `${number}${unit}` : `${number} ${unit}`;
}

export function goalText({ goal, unit }: Row): string {
  if (goal === undefined) return '';
  return 'atMost' in goal ? `≤ ${shown(goal.atMost, unit)}` : `≥ ${shown(goal.atLeast, unit)}`;
}
