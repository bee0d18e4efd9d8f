import { IdentSource } from '../../../clinic/ident-source.ts';
import { underPassLock } from '../../../clinic/pass-lock.ts';
import { openState } from '../../../state/open-state.ts';
import { confirmPrice, priceKey } from '../../../sync/source/confirm-price.ts';
import { confirmSource, inputNamed } from '../../../sync/source/confirm-source.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { lockRequest } from '../../lock-request.ts';
import { personAtTerminal } from '../../person.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';

/** Lets a computed value go to amoCRM, or what is left of one whose columns are gone. */
export async function confirm(
  context: CliContext,
  options: SourceOption & { readonly wait: boolean },
  key: string,
): Promise<CommandEnd> {
  const { clock, output, signal, text } = context;
  // Of a slip nobody waits for IDENT, nor for another process, to hear.
  if (key !== priceKey) inputNamed(key);
  const settings = await context.settings('ident', 'state');
  const { config, log } = settings;
  await using state = await openState(config.state, clock);
  const { wait } = options;
  const chosen = chosenSource(config.sources, options, 'ident-amocrm fields confirm');
  const source = IdentSource.of(
    { ident: chosen, excluded: config.excluded, extra: config.extra },
    { clock, log, signal, stateFile: config.state.file },
  );
  const request = lockRequest(context, config.timeZone, { command: 'fields confirm', wait });
  const { before, isConfirmed } = await underPassLock(state, request, async () => {
    await using ident = await source.forPasses(signal);
    const setup = { state, ident, clock, by: personAtTerminal(context) };
    return key === priceKey
      ? await confirmPrice(setup, chosen.number)
      : await confirmSource(setup, key, chosen.number);
  });
  const words = text.fields;
  if (isConfirmed) output.data(words.confirmed(key));
  else output.data(words.nothingToConfirm(key, text.testDb.status[before.status]));
  return { result: { key, confirmed: isConfirmed, before: before.status, source: before.source } };
}
