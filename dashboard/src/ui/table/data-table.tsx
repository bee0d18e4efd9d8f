import type { ReactNode } from 'react';
import classes from './data-table.module.css';

export interface Column<Row> {
  readonly key: string;
  /** Empty for buttons, whose own words say what they are. */
  readonly title: string;
  readonly numeric?: boolean;
  /** No wider than its content. */
  readonly tight?: boolean;
  /** A share of the table's width, so that tables below each other have the same columns. */
  readonly share?: `${number}%`;
  /** Left out where the table has no room for it: on all but wide screens. */
  readonly wide?: boolean;
  /** Within a phone's card: its heading, half a line (figures are, too), or left out. */
  readonly phone?: 'heading' | 'half' | 'hidden';
  readonly cell: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  /** What it lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string | number;
}

/**
 * A table that a phone shows as cards. The roles are written out, because `display: block` takes them away in some
 * browsers.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey }: DataTableProps<Row>) {
  const look = ({ numeric, tight, wide, phone }: Column<Row>) =>
    [
      numeric && classes.numeric,
      tight && classes.tight,
      wide && classes.wide,
      phone && classes[phone],
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <div className={classes.scroll}>
      {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
      <table className={classes.table} role="table">
        <caption className="visually-hidden">{caption}</caption>
        <colgroup>
          {columns.map(({ key, share }) => (
            <col key={key} style={{ width: share }} />
          ))}
        </colgroup>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <thead role="rowgroup">
          {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
          <tr role="row">
            {columns.map((column) => (
              // biome-ignore lint/a11y/noRedundantRoles: see above
              <th key={column.key} role="columnheader" scope="col" className={look(column)}>
                {column.title || <span className="visually-hidden">·</span>}
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: see above */}
        <tbody role="rowgroup">
          {rows.map((row) => (
            // biome-ignore lint/a11y/noRedundantRoles: see above
            <tr key={rowKey(row)} role="row">
              {columns.map((column) => (
                // biome-ignore lint/a11y/noRedundantRoles: see above
                <td key={column.key} role="cell" data-label={column.title} className={look(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
