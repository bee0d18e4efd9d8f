/**
 * All rows of a query by ascending key, page by page: each page begins above the last key of the one before, so that rows
 * that come and go meanwhile shift nothing.
 *
 * @param page the rows above a key, lowest first; none: it is the end.
 */
export async function* keyset<Key extends number, Row>(
  page: (after: Key) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
  // Below every key: ids begin at 1.
  below = 0 as Key,
): AsyncGenerator<readonly Row[], void> {
  for (let after = below; ; ) {
    const rows = await page(after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = keyOf(last);
  }
}
