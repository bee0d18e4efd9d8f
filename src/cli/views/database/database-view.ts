import { type ContactField, everyField } from '../../../contact/model/fields.ts';
import type { PatientInput } from '../../../contact/model/table.ts';
import type { BranchFigure } from '../../../ident/branches/branch-figures.ts';
import type { ServerInfo } from '../../../ident/connection/server.ts';
import type { Probe } from '../../../ident/ident.ts';
import { describeInstances, type OfferedInstance } from '../../../ident/instances.ts';
import type { Census } from '../../../ident/patients/census.ts';
import type { ListValues } from '../../../ident/patients/list-values.ts';
import { isRead, type SourceReport } from '../../../ident/patients/resolve.ts';
import { branchWords } from '../../../report/branch-words.ts';
import { formatNumber } from '../../../report/format.ts';
import type { CliContext } from '../../context.ts';
import { right, showTable } from '../../terminal/table.ts';
import { isAsked, showVisits, type VisitFindings } from './visits-view.ts';

/** What the database has, as a person is shown it. */
export interface Findings {
  readonly server: ServerInfo;
  readonly probe: Probe;
  readonly patients: number;
  readonly census: Census;
  readonly lists: ReadonlyMap<PatientInput, ListValues>;
  /** How many patients each branch has; null: the database does not tell. */
  readonly branches: readonly BranchFigure[] | null;
  readonly visits: VisitFindings;
  /** Of the server, where it tells. */
  readonly instances: readonly OfferedInstance[];
}

interface FieldFindings {
  readonly report: SourceReport;
  /** Of how many patients; null where it is not read. */
  readonly filled: number | null;
  readonly unreadable: number;
  readonly list: ListValues | null;
}

const fieldsOf = ({ probe }: Findings) => everyField.filter(({ key }) => probe.fields.has(key));

function findingsOf(
  field: ContactField,
  { probe, census, lists, patients }: Findings,
): FieldFindings {
  const report = probe.fields.get(field.key) ?? { status: 'missing', source: null };
  const { input } = field;
  const counts = input === null ? { filled: patients, unreadable: 0 } : census.get(input);
  return {
    report,
    filled: isRead(report.status) ? (counts?.filled ?? 0) : null,
    unreadable: counts?.unreadable ?? 0,
    list: (input !== null && lists.get(input)) || null,
  };
}

/** `stamps A, B; rowversion C` */
function changesIn(sources: readonly string[], kinds: Readonly<Record<string, string>>): string {
  const told = sources.map((source) => source.split(' '));
  return [...Map.groupBy(told, ([kind = '']) => kind)]
    .map(([kind, own]) => `${kinds[kind] ?? kind} ${own.map(([, column]) => column).join(', ')}`)
    .join('; ');
}

export function showFindings(context: CliContext, findings: Findings): void {
  const { output, text, language } = context;
  const { server, probe, patients } = findings;
  const words = text.testDb;
  const { paint } = output;
  const number = (count: number) => formatNumber(count, language);
  const line = (name: string, value: string) => output.data(`${paint.dim(`${name}:`)} ${value}`);
  line(words.server, server.version);
  line(words.database, server.identity);
  line(words.serverTime, server.now.replace('T', ' '));
  line(words.patients, number(patients));
  line(words.changes, changesIn(probe.changeSources, words.changeKinds) || words.noChangeSources);
  const told = describeInstances(findings.instances);
  if (told !== null) output.data(told[language]);
  output.data();

  const colours = {
    found: paint.green,
    computed: paint.green,
    unconfirmed: paint.yellow,
    lost: paint.red,
    missing: paint.yellow,
    off: paint.dim,
  };
  const rows = fieldsOf(findings).map((field) => ({ field, ...findingsOf(field, findings) }));
  const { no, field, key, status, source, filled, unreadable } = words.columns;
  showTable(
    output,
    [right(no), field, key, status, source],
    rows.map((row) => [
      row.field.no,
      row.field.name,
      row.field.key,
      colours[row.report.status](words.status[row.report.status]),
      row.report.source ?? row.report.gone?.join(', ') ?? '',
    ]),
  );
  output.data();
  showTable(
    output,
    [field, right(filled), right(unreadable)],
    rows.flatMap((row) => {
      if (row.filled === null) return [];
      const unread = row.unreadable > 0 ? paint.red(number(row.unreadable)) : '';
      return [[row.field.name, number(row.filled), unread]];
    }),
  );
  for (const { field, list } of rows) {
    if (list === null) continue;
    output.data();
    output.data(paint.bold(words.valuesOf(field.name)));
    if (list.isCut) output.data(`  ${words.noList}`);
    for (const { value, count, meaning } of list.values) {
      const understood =
        meaning === undefined ? paint.red(words.notUnderstood) : words.meaning(meaning);
      output.data(`  ${value ?? words.emptyCell}  → ${understood}  ${number(count)}`);
    }
  }
  showVisits(context, findings.visits);
  showBranches(context, findings);
  for (const { field, report } of rows) {
    if (report.without)
      output.data(paint.yellow(words.without(field.name, report.without.join(', '))));
  }
  output.data();
  const ready = rows.filter(({ report }) => isRead(report.status)).length;
  output.data(paint.bold(words.summary(ready, rows.length)));
  const has = (status: SourceReport['status']) =>
    rows.some(({ report }) => report.status === status);
  if (has('missing')) output.talk(words.missingHint);
  if (has('unconfirmed')) output.talk(words.unconfirmedHint);
  if (has('lost')) output.talk(words.lostHint);
}

/** Where there are several, or some are chosen: with the names as BRANCHES wants them. */
function showBranches(
  { output, text, language }: CliContext,
  { branches, probe: { branches: chosen } }: Findings,
): void {
  if (branches === null || (branches.length < 2 && chosen === null)) return;
  output.data();
  output.data(output.paint.bold(text.plan.branches(null)));
  for (const one of branches) {
    const { name, patients } = one;
    const plain = `${name ?? text.testDb.emptyCell}: ${formatNumber(patients, language)}`;
    output.data(`  ${chosen === null ? plain : branchWords(one, language)}`);
  }
  for (const name of chosen?.unknown ?? [])
    output.data(output.paint.red(text.testDb.noBranch(name)));
}

/** The same for programs. */
export function findingsJson(findings: Findings): Record<string, unknown> {
  const { server, probe, patients, instances } = findings;
  return {
    server: server.version,
    database: server.identity,
    serverTime: server.now,
    patients,
    branches: findings.branches,
    ...(isAsked(findings.visits) ? { visits: findings.visits } : {}),
    changeSources: probe.changeSources,
    instances: instances.map(({ name, port, address }) => ({ name, port, address })),
    fields: Object.fromEntries(
      fieldsOf(findings).map((field) => {
        const { report, filled, unreadable, list } = findingsOf(field, findings);
        const values = list?.values.map(({ value, count, meaning }) => ({
          value,
          count,
          meaning: meaning ?? null,
          understood: meaning !== undefined,
        }));
        return [
          field.key,
          {
            ...report,
            ...(filled === null ? {} : { filled, unreadable }),
            ...(values === undefined ? {} : { values }),
          },
        ];
      }),
    ),
  };
}
