/** A PostgreSQL server, and where in it the state of one clinic is. */
export interface StateServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Absent: the line of PGPASSFILE, if there is one. */
  readonly password?: string;
  /** `verify`: the server's certificate must be good, `encrypt`: any will do, `off`: nothing is encrypted. */
  readonly tls: 'verify' | 'encrypt' | 'off';
  /** Certificates of who may have signed the server's, as PEM. */
  readonly authority?: string;
  /** The clinic's own. */
  readonly schema: string;
}

/** A table of the clinic's schema, as a statement names it. */
export const tableOf = ({ schema }: Pick<StateServer, 'schema'>, table: string): string =>
  [schema, table].map((name) => `"${name.replaceAll('"', '""')}"`).join('.');

/** For people; without secrets, and without what looks like an address of e-mail. */
export const addressOf = ({ host, port, database, schema }: StateServer): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}/${database}, ${schema}`;
