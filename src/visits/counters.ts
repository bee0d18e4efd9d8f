/** 0 for each name. */
export const counters = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
  // Each name has its number.
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
