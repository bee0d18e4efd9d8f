import { Argument, InvalidArgumentError, Option } from 'commander';
import { type CommandDeclaration, integerArgument } from '../command.ts';
import { commandTree } from '../manual/command-tree.ts';
import { completionScript, type Shell, shells } from '../manual/completion.ts';
import {
  patientArgument,
  sourceOption,
  type TypedPatient,
  typedPatient,
} from '../source/chosen-source.ts';
import { declareVisits } from './visits.ts';

/** What leads to the first pass, in the order of the first steps. */
export const declareStart: CommandDeclaration = (parent, frame) => {
  const { text, action } = frame;
  const { auth, demo, demoFleet, pass, patient, plan, testDb } = text;
  parent
    .command('demo')
    .description(demo.description)
    .option('--patients <N>', demo.patients, integerArgument(1, 100_000, text), 1000)
    .option('--sources <N>', demo.sources, integerArgument(1, 5, text), 1)
    .option('--visits', demo.visits)
    .addOption(
      new Option('--clinics <N>', demoFleet.option)
        .argParser(integerArgument(1, 20, text))
        .conflicts(['sources', 'visits']),
    )
    .option('--replicas <N>', demoFleet.replicas, integerArgument(2, 5, text), 2)
    .option('--once', demo.once)
    .action(action(async () => (await import('../actions/start/demo.ts')).demo));
  parent
    .command('doctor')
    .description(text.doctor.description)
    .action(action(async () => (await import('../actions/start/doctor.ts')).doctor));
  parent
    .command('test-db')
    .description(testDb.description)
    .option(...sourceOption(text))
    .option('--patient-id <N,N,…>', testDb.patientId, (list) => idsOf(list, testDb.patientIds))
    .action(action(async () => (await import('../actions/start/test-db.ts')).testDb));
  parent
    .command('auth')
    .description(auth.description)
    .option('--code <CODE>', auth.code)
    .option('--port <P>', auth.port, integerArgument(0, 65_535, text))
    .option('--host <ADDRESS>', auth.host)
    .option('--accept-account', auth.acceptAccount)
    .action(action(async () => (await import('../actions/start/auth.ts')).auth));
  declareFields(parent, frame);
  parent
    .command('plan')
    .description(plan.description)
    .option('--deep', pass.deep)
    .option('--verbose', plan.verbose)
    .option('--limit <N>', plan.limit, integerArgument(1, 10_000, text), 20)
    .option('--reveal', pass.reveal)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../actions/start/plan.ts')).plan));
  parent
    .command('test')
    .description(patient.description)
    .requiredOption('--patient-id <N>', patient.patientId, patientArgument(text))
    .option(...sourceOption(text))
    .option('--dry-run', patient.dryRun)
    .option('--reveal', pass.reveal)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../actions/start/test-patient.ts')).testPatient));
  declareVisits(parent, frame);
  parent
    .command('completion')
    .description(text.completion.description)
    .addArgument(new Argument('<SHELL>', text.completion.shell).choices(shells))
    .action(
      action(async () => async ({ output }, _options: object, shell: Shell) => {
        const script = completionScript(shell, commandTree(parent));
        output.data(script.trimEnd());
        return { result: { script } };
      }),
    );
};

const fieldActions = () => import('../actions/start/fields.ts');

const declareFields: CommandDeclaration = (parent, { text, action }) => {
  const { pass, fields: words } = text;
  const fields = parent.command('fields').description(words.description);
  fields
    .command('check')
    .description(words.checkDescription)
    .action(action(async () => (await fieldActions()).check));
  fields
    .command('create')
    .description(words.createDescription)
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await fieldActions()).create));
  fields
    .command('clear')
    .description(words.clearDescription)
    .argument('<KEY>', words.key)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await fieldActions()).clear));
  fields
    .command('confirm')
    .description(words.confirmDescription)
    .argument('<KEY>', words.confirmKey)
    .option(...sourceOption(text))
    .option('--no-wait', pass.noWait)
    .action(action(async () => (await import('../actions/start/fields.ts')).confirm));
};

function idsOf(list: string, refusal: string): readonly TypedPatient[] {
  const parts = list.split(',');
  if (parts.length > 20) throw new InvalidArgumentError(refusal);
  return parts.map((part) => typedPatient(part, refusal));
}
