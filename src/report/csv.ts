/**
 * A table for Excel as it is used in Russia: semicolons, CRLF, a byte order mark that tells it from Windows-1251. A
 * cell that Excel would take for a formula is quoted as text.
 */
export function renderCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${csvLines(rows)}`;
}

/** Further lines of such a table. */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
