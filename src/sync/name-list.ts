/** Names as a message lists them: not all of very many. */
export const list = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 6).join(', ')} … (${names.length})` : names.join(', ');

export const inBrackets = (names: readonly string[]): string =>
  names.length > 0 ? ` (${list(names)})` : '';
