import type { CommandEnd } from '../command.ts';
import type { CliContext } from '../context.ts';

/** Lets a computed value go to amoCRM, or what is left of one whose columns are gone. */
export async function confirm(
  context: CliContext,
  { wait }: { readonly wait: boolean },
  key: string,
): Promise<CommandEnd> {
  const { confirmSource } = await import('../../sync/source/confirm-source.ts');
  const { useIdent, useState } = await import('../runtime.ts');
  const { holdPassLock } = await import('../pass-lock.ts');
  const { clock, output, text } = context;
  const settings = await context.settings('ident', 'state');
  const { timeZone } = settings.config;
  await using resources = new AsyncDisposableStack();
  const state = await useState(resources, context, settings);
  const wish = { command: 'fields confirm', wait };
  await holdPassLock(resources, context, { state, timeZone }, wish);
  const ident = await useIdent(resources, context, settings);
  const { before, isConfirmed } = await confirmSource({ state, ident, clock }, key);
  const words = text.fields;
  if (isConfirmed) output.data(words.confirmed(key));
  else output.data(words.nothingToConfirm(key, text.testDb.status[before.status]));
  return { result: { key, confirmed: isConfirmed, before: before.status, source: before.source } };
}
