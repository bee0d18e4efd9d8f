/** Which rows of a list. */
export interface EntityQuery<Id> {
  /** From 1. */
  readonly page?: number;
  /** At most 250, the default. */
  readonly limit?: number;
  /** At most 250. A paid option: without it everything is answered, so that every row has to be looked at. */
  readonly ids?: readonly Id[];
  /** Substring over all filled fields: verify every hit. */
  readonly query?: string;
  readonly order?: 'id-asc' | 'id-desc';
}
