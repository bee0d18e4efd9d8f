import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import { inPass } from '../in-pass.ts';

interface ForgetOptions {
  readonly patientId: number;
  readonly undo?: true;
  readonly wait: boolean;
}

export const declareForget: CommandDeclaration = (parent, { text, action }) => {
  const { pass, forget: words } = text;
  parent
    .command('forget')
    .description(words.description)
    .requiredOption(
      '--patient-id <N>',
      words.patientId,
      integerArgument(1, 999_999_999_999_999, text),
    )
    .option('--undo', words.undo)
    .option('--no-wait', pass.noWait)
    .action(action(forget));
};

/** A patient out of amoCRM and of the state, or off the do-not-sync list again. */
async function forget(context: CliContext, options: ForgetOptions): Promise<CommandEnd> {
  if (options.undo) return await undo(context, options);
  const { patientId: id, wait } = options;
  const { output, text } = context;
  const { forgetPatient } = await import('../../sync/command/forget.ts');
  const result = await inPass(context, { command: 'forget', wait }, ({ setup }) =>
    forgetPatient(setup, id),
  );
  const { contacts } = result;
  output.data(
    contacts.length > 0 ? text.forget.cleared(id, contacts.join(', ')) : text.forget.nothing(id),
  );
  if (contacts.length > 0) output.talk(text.forget.kept);
  output.talk(output.talkPaint.dim(text.forget.undoHint(id)));
  return { result };
}

async function undo(context: CliContext, options: ForgetOptions): Promise<CommandEnd> {
  const { patientId: id, wait } = options;
  const { output, text } = context;
  const { useState } = await import('../runtime.ts');
  const { holdPassLock } = await import('../pass-lock.ts');
  const { recallPatient } = await import('../../sync/command/forget.ts');
  const settings = await context.settings('state');
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  const { timeZone } = settings.config;
  await holdPassLock(resources, context, { state, timeZone }, { command: 'forget', wait });
  const recalled = await recallPatient(state, id);
  output.data(recalled ? text.forget.recalled(id) : text.forget.notListed(id));
  return { result: { patientId: id, recalled } };
}
