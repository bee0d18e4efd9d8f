import { type CommandDeclaration, integerArgument } from '../../command.ts';

export const declareRuns: CommandDeclaration = (parent, frame) => {
  const { text, action } = frame;
  const words = text.runs;
  const command = parent
    .command('runs')
    .description(words.description)
    .option('--limit <N>', words.limit, integerArgument(1, 10_000, text), 20)
    .option('--findings <RUN_ID>', words.findings, integerArgument(1, 999_999_999, text))
    .action(action(async () => (await import('../../actions/daily/runs/runs.ts')).runs));
  declareReport(command, frame);
};

const declareReport: CommandDeclaration = (parent, { text, action }) => {
  const words = text.runs.report;
  parent
    .command('report')
    .description(words.description)
    .argument('[RUN_ID]', words.run, integerArgument(1, 999_999_999, text))
    .option('--csv <FILE>', words.csv)
    .action(action(async () => (await import('../../actions/daily/runs/report.ts')).report));
};
