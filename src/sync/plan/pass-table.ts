/**
 * The name of a pass's temporary table: a pass between two pages of another has its own beside the other's. The type is
 * the plain name, by which Kysely knows the columns.
 */
export const passTable = <N extends string>(name: N, runId: number): N => `${name}_${runId}` as N;
