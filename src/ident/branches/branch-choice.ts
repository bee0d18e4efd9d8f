/** Whose patients of a database go to amoCRM, as a person chose it. */
export interface BranchChoice {
  /** Names of OwnCompanies, as a person wrote them; at least one. */
  readonly names: readonly string[];
  /** Whether patients who were nowhere go, too. */
  readonly withoutVisits: boolean;
}

/** A key of OwnCompanies as a text, whatever type the column has. */
export type BranchId = string & { readonly __brand: 'BranchId' };

export interface Branch {
  readonly id: BranchId;
  /** By which people know it, the best first; none: it has no name. */
  readonly names: readonly string[];
}

/** The choice by the keys that the branches have in this database. */
export interface ChosenBranches {
  /** By what a person wrote; sorted. */
  readonly ids: ReadonlyMap<string, readonly BranchId[]>;
  /** Names that IDENT no longer has, known from the passes before: renamed there, or deleted. */
  readonly gone: readonly string[];
  /** Names that IDENT does not have, and never had as far as is known. */
  readonly unknown: readonly string[];
}

/** The branches that a name meant when IDENT had it; undefined: it was never chosen. */
export type BranchMemory = (name: string) => readonly BranchId[] | undefined;

/** Finds the branches that are meant. A name that IDENT has now beats what it meant before. */
export function chosenAmong(
  { names }: BranchChoice,
  there: readonly Branch[],
  memory: BranchMemory,
): ChosenBranches {
  const ids = new Map<string, readonly BranchId[]>();
  const gone: string[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const meant = meantBy(name, there);
    const before = memory(name);
    if (meant.length > 0) ids.set(name, sorted(meant.map(({ id }) => id)));
    else if (before !== undefined) {
      ids.set(name, before);
      gone.push(name);
    } else unknown.push(name);
  }
  return { ids, gone, unknown };
}

/** Those that are shown by this name; else those of a company of this name, which may have several branches. */
function meantBy(name: string, there: readonly Branch[]): readonly Branch[] {
  const shown = there.filter(
    ({ names: [first] }) => first !== undefined && isSameName(first, name),
  );
  return shown.length > 0
    ? shown
    : there.filter(({ names }) => names.some((one) => isSameName(one, name)));
}

/** All keys of a choice, each once. */
export const idsOf = ({ ids }: Pick<ChosenBranches, 'ids'>): readonly BranchId[] =>
  sorted([...ids.values()].flat());

/** People write names as they read them: case, blanks and the form of quotes tell nothing. */
const isSameName = (one: string, other: string): boolean => plainName(one) === plainName(other);

/** What of a name counts. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/["'«»„“”‘’`]/g, '"')
    .replace(/[‐‑‒–—―]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

const sorted = (ids: readonly BranchId[]): readonly BranchId[] => [...new Set(ids)].sort();
