import { Option } from 'commander';
import { pauseReasons } from '../../state/record/pause-reasons.ts';
import { type CommandDeclaration, integerArgument } from '../command.ts';
import { sourceOption } from '../source/chosen-source.ts';
import { declareFleet } from './fleet.ts';
import { declarePatients } from './patients.ts';
import { declarePeople } from './people.ts';
import { declareState } from './state.ts';

const pauseActions = () => import('../actions/daily/pause.ts');

/** What a clinic at work needs. */
export const declareWork: CommandDeclaration = (parent, frame) => {
  const { text, action } = frame;
  const { pass, sync } = text;
  const count = integerArgument(1, 1_000_000, text);
  parent
    .command('run')
    .description(text.run.description)
    .option('--stay', text.run.stay)
    .action(action(async () => (await import('../actions/service/run.ts')).run));
  parent
    .command('sync')
    .description(sync.description)
    .option('--deep', pass.deep)
    .option('--limit <N>', pass.limit, count)
    .option('--allow-mass-change <N>', pass.allowMassChange, count)
    .option('--accept-database', sync.acceptDatabase)
    .option(...sourceOption(text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../actions/daily/sync.ts')).sync));
  parent
    .command('status')
    .description(text.status.description)
    .action(action(async () => (await import('../actions/daily/status.ts')).status));
  parent
    .command('healthcheck')
    .description(text.healthcheck.description)
    .action(action(async () => (await import('../actions/service/healthcheck.ts')).healthcheck));
  declarePeople(parent, frame);
  parent
    .command('pause')
    .description(text.pause.description)
    .action(action(async () => (await pauseActions()).pause));
  parent
    .command('resume')
    .description(text.resume.description)
    .addOption(new Option('--reason <REASON>', text.resume.reason).choices(pauseReasons))
    .action(action(async () => (await pauseActions()).resume));
  parent
    .command('alerts')
    .description(text.alerts.description)
    .command('test')
    .description(text.alerts.testDescription)
    .action(action(async () => (await import('../actions/daily/alerts.ts')).test));
  declareRuns(parent, frame);
  parent
    .command('actions')
    .description(text.actions.description)
    .option('--limit <N>', text.actions.limit, integerArgument(1, 10_000, text), 20)
    .action(action(async () => (await import('../actions/daily/actions.ts')).actions));
  declarePatients(parent, frame);
  declareState(parent, frame);
  declareFleet(parent, frame);
};

const declareRuns: CommandDeclaration = (parent, { text, action }) => {
  const words = text.runs;
  const runId = integerArgument(1, 999_999_999, text);
  parent
    .command('runs')
    .description(words.description)
    .option('--limit <N>', words.limit, integerArgument(1, 10_000, text), 20)
    .option('--findings <RUN_ID>', words.findings, runId)
    .action(action(async () => (await import('../actions/daily/runs.ts')).runs))
    .command('report')
    .description(words.report.description)
    .argument('[RUN_ID]', words.report.run, runId)
    .option('--csv <FILE>', words.report.csv)
    .action(action(async () => (await import('../actions/daily/report.ts')).report));
};
