import { exitCode } from '../../app-error.ts';
import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import { inPass } from '../in-pass.ts';

interface TestOptions {
  readonly patientId: number;
  readonly dryRun?: true;
  readonly reveal?: true;
  readonly wait: boolean;
}

export const declareTestPatient: CommandDeclaration = (parent, { text, action }) => {
  const { pass, patient: words } = text;
  parent
    .command('test')
    .description(words.description)
    .requiredOption(
      '--patient-id <N>',
      words.patientId,
      integerArgument(1, 999_999_999_999_999, text),
    )
    .option('--dry-run', words.dryRun)
    .option('--reveal', pass.reveal)
    .option('--no-wait', pass.noWait)
    .action(action(testPatient));
};

/** One patient for real: read, sent, held. */
async function testPatient(context: CliContext, options: TestOptions): Promise<CommandEnd> {
  const { patientId: id, dryRun = false, reveal = false, wait } = options;
  const { text, language } = context;
  const { passPatient } = await import('../../sync/command/patient-pass.ts');
  const { passExit, passJson } = await import('../views/pass-summary.ts');
  const { showPatient } = await import('../views/patient-view.ts');
  const { sidesJson } = await import('../views/sides-json.ts');
  const { reasonOf } = await import('../../report/rejection-reasons.ts');
  const { passed, timeZone } = await inPass(
    context,
    { command: 'test', wait },
    async ({ settings, setup }) => ({
      passed: await passPatient(setup, id, { dryRun }),
      timeZone: settings.config.timeZone,
    }),
  );
  showPatient(context, passed, { dryRun, style: { reveal, text, language, timeZone } });
  const { patientId, contactId, decision, changes, items, rejected, result } = passed;
  const failed = rejected === null ? passExit(result) : exitCode.rowsNotWritten;
  return {
    result: {
      ...{ patientId, contactId, action: passed.adopts ? 'adopt' : decision.action, dryRun },
      sent: changes.map(({ item }) => item),
      items: items.map((sides) => sidesJson(sides, reveal)),
      rejected: rejected && reasonOf(rejected, language),
      pass: passJson(result),
    },
    exit: failed,
  };
}
