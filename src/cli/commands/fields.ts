import { passTokenMs } from '../../amocrm/access-tokens.ts';
import { exitCode } from '../../app-error.ts';
import type { FieldLine, FieldsSetup } from '../../sync/account/fields.ts';
import { type CommandDeclaration, type CommandEnd, integerArgument } from '../command.ts';
import type { CliContext } from '../context.ts';
import { inPass } from '../in-pass.ts';
import { formatNumber } from '../locale/format.ts';
import type { Resources } from '../runtime.ts';
import { confirm } from './fields-confirm.ts';

interface WaitOption {
  readonly wait: boolean;
}

interface ClearOptions extends WaitOption {
  readonly allowMassChange?: number;
}

export const declareFields: CommandDeclaration = (parent, { text, action }) => {
  const { pass, fields: words } = text;
  const fields = parent.command('fields').description(words.description);
  fields.command('check').description(words.checkDescription).action(action(check));
  fields
    .command('create')
    .description(words.createDescription)
    .option('--no-wait', pass.noWait)
    .action(action(create));
  fields
    .command('clear')
    .description(words.clearDescription)
    .argument('<KEY>', words.key)
    .option('--allow-mass-change <N>', pass.allowMassChange, integerArgument(1, 1_000_000, text))
    .option('--no-wait', pass.noWait)
    .action(action(clear));
  fields
    .command('confirm')
    .description(words.confirmDescription)
    .argument('<KEY>', words.confirmKey)
    .option('--no-wait', pass.noWait)
    .action(action(confirm));
};

async function check(context: CliContext): Promise<CommandEnd> {
  const { checkFields } = await import('../../sync/account/fields.ts');
  await using resources = new AsyncDisposableStack();
  const lines = await checkFields(await useFields(resources, context, null));
  return await report(context, { lines, created: [], completed: [] });
}

async function create(context: CliContext, options: WaitOption): Promise<CommandEnd> {
  const { createFields } = await import('../../sync/account/fields.ts');
  await using resources = new AsyncDisposableStack();
  return await report(context, await createFields(await useFields(resources, context, options)));
}

/** @param lock null for a look that changes nothing. */
async function useFields(
  resources: Resources,
  context: CliContext,
  lock: WaitOption | null,
): Promise<FieldsSetup> {
  const { useAmo, useState } = await import('../runtime.ts');
  const settings = await context.settings('amocrm', 'state');
  const { excluded, timeZone } = settings.config;
  const state = await useState(resources, context, settings);
  if (lock !== null) {
    const { holdPassLock } = await import('../pass-lock.ts');
    const wish = { command: 'fields create', wait: lock.wait };
    await holdPassLock(resources, context, { state, timeZone }, wish);
  }
  const { client, tokens } = await useAmo(resources, context, settings, { state, asked: true });
  await tokens.prepare(passTokenMs);
  return { amo: client, state, excluded };
}

interface Report {
  readonly lines: readonly FieldLine[];
  readonly created: readonly string[];
  readonly completed: readonly string[];
}

async function report(
  context: CliContext,
  { lines, created, completed }: Report,
): Promise<CommandEnd> {
  const { showFields } = await import('../views/fields-view.ts');
  showFields(context, { lines, created, completed });
  const fits = new Set(['ok', 'off', 'refused']);
  const wrong = lines.some(({ status }) => !fits.has(status));
  return {
    result: {
      fields: lines.map(({ field, status, detail, found, adopted, occupied }) => ({
        ...{ no: field.no, key: field.key, name: field.name, type: field.type },
        ...{ id: found?.id ?? null, code: found?.code ?? null, status, adopted },
        ...(detail === '' ? {} : { detail }),
        ...(found === null ? {} : { foundName: found.name, foundType: found.type }),
        ...(occupied === null ? {} : { occupiedBy: { id: occupied.id, type: occupied.type } }),
      })),
      ...{ created, completed },
    },
    exit: wrong ? exitCode.failed : exitCode.ok,
  };
}

async function clear(context: CliContext, options: ClearOptions, key: string): Promise<CommandEnd> {
  const { output, text, language } = context;
  const { fieldNamed } = await import('../../sync/account/fields.ts');
  const { runClear } = await import('../../sync/command/run-clear.ts');
  const { allowMassChange, wait } = options;
  const field = fieldNamed(key);
  const { cleared, kept, runId } = await inPass(
    context,
    { command: 'fields clear', wait },
    ({ setup }) =>
      runClear(setup, field.key, allowMassChange === undefined ? {} : { allowMassChange }),
  );
  output.data(text.fields.cleared(formatNumber(cleared, language), cleared));
  if (kept > 0) output.data(text.fields.kept(formatNumber(kept, language)));
  return { result: { key: field.key, cleared, kept, runId } };
}
