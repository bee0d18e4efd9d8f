import { schema } from '../../src/sandbox/sample-db/schema.ts';
import { selfSigned } from '../../test/support/sql-server/sha1-certificate.ts';
import { answerAsIdent, type TdsPatient } from '../../test/support/sql-server/tds-ident.ts';
import { startTdsServer, type TdsServer } from '../../test/support/sql-server/tds-server.ts';
import { answerQuestions } from './answer.ts';

/** A SQL Server with so many patients in which nothing ever changes; answered with its port. */
export interface DatabaseQuestion {
  readonly ask: 'start';
  readonly patients: number;
}

/** The sample clinic's tables as a catalogue tells them: `decimal(18,2) not null` is a `decimal`. */
const tables = Object.fromEntries(
  Object.entries(schema).map(([table, { columns }]) => [
    table,
    Object.fromEntries(
      Object.entries(columns).map(([column, spec]) => [column, /^\w+/.exec(spec)?.[0] ?? spec]),
    ),
  ]),
);

const patient = (id: number): TdsPatient => ({
  id,
  cells: {
    surname: ['nvarchar', `Пациентов-${id}`],
    name: ['nvarchar', 'Пётр'],
    city: ['nvarchar', 'Тверь'],
    mobilePhone: ['nvarchar', `+7926${String(1_000_000 + id)}`],
  },
});

let server: TdsServer | null = null;

answerQuestions<DatabaseQuestion>(async ({ patients }) => {
  server = await startTdsServer({
    answer: answerAsIdent({
      tables,
      patients: Array.from({ length: patients }, (_, at) => patient(at + 1)),
      // The database's own wall clock, without a zone.
      get now() {
        return new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, -1);
      },
    }),
    // As IDENT's servers are: a certificate of their own making.
    tls: { context: selfSigned },
  });
  return server.port;
});

process.once('disconnect', async () => {
  await server?.[Symbol.asyncDispose]();
  process.exit();
});
