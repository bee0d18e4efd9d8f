interface Named {
  readonly id: number;
  readonly name: string;
}

/** Those that a person means by an id or by a name, in whatever case; several may have one name. */
export function named<T extends Named>(all: readonly T[], text: string): readonly T[] {
  const wanted = fold(text);
  const byName = all.filter(({ name }) => fold(name) === wanted);
  return byName.length > 0 ? byName : all.filter(({ id }) => String(id) === text.trim());
}

const fold = (text: string): string =>
  text.trim().replaceAll(/\s+/g, ' ').toLowerCase().replaceAll('ё', 'е');

/** The only one of those that were found. */
export function single<T>(all: readonly T[]): {
  readonly status: 'ok' | 'missing' | 'several';
  readonly found: T | null;
} {
  const [found, ...others] = all;
  if (found === undefined) return { status: 'missing', found: null };
  return others.length > 0 ? { status: 'several', found: null } : { status: 'ok', found };
}
