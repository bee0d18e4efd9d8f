import { passTokenMs } from '../../../amocrm/auth/access-tokens.ts';
import { exitCode } from '../../../app-error.ts';
import { AmoLine } from '../../../clinic/amo-line.ts';
import { IdentSource } from '../../../clinic/ident-source.ts';
import { underPassLock } from '../../../clinic/pass-lock.ts';
import { formatNumber } from '../../../report/format.ts';
import { openState } from '../../../state/open-state.ts';
import type { FieldLine } from '../../../sync/account/account-fields.ts';
import {
  checkFields,
  createFields,
  type FieldsSetup,
  fieldNamed,
} from '../../../sync/account/fields.ts';
import { runClear } from '../../../sync/command/clear-field.ts';
import { confirmPrice, priceKey } from '../../../sync/source/confirm-price.ts';
import { confirmSource, inputNamed } from '../../../sync/source/confirm-source.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { inPass } from '../../in-pass.ts';
import { lockRequest } from '../../lock-request.ts';
import { noteAction, personAtTerminal } from '../../person.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { showFields } from '../../views/fields-view.ts';

interface WaitOption {
  readonly wait: boolean;
}

interface ClearOptions extends WaitOption {
  readonly allowMassChange?: number;
}

export async function check(context: CliContext): Promise<CommandEnd> {
  const lines = await inAccount(context, checkFields);
  return await report(context, { lines, created: [], completed: [] });
}

export async function create(context: CliContext, { wait }: WaitOption): Promise<CommandEnd> {
  const made = await inAccount(context, (setup, timeZone) => {
    const request = lockRequest(context, timeZone, { command: 'fields create', wait });
    return underPassLock(setup.state, request, async () => {
      const made = await createFields(setup);
      const count = made.created.length + made.completed.length;
      await noteAction(context, setup.state, 'create-fields', String(count));
      return made;
    });
  });
  return await report(context, made);
}

async function inAccount<T>(
  context: CliContext,
  work: (setup: FieldsSetup, timeZone: string) => Promise<T>,
): Promise<T> {
  const { clock, signal } = context;
  const { config, log } = await context.settings('amocrm', 'state');
  await using state = await openState(config.state, clock);
  await using line = await AmoLine.open(config, { state, clock, log, signal, asked: true });
  await line.tokens.prepare(passTokenMs);
  const { excluded, extra, timeZone } = config;
  return await work({ amo: line.client, state, excluded, extra }, timeZone);
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
  showFields(context, { lines, created, completed });
  const fits = new Set(['ok', 'off', 'refused']);
  const wrong = lines.some(({ status }) => !fits.has(status));
  return {
    result: {
      fields: lines.map(({ field, status, detail, found, adopted, occupied }) => ({
        no: field.no,
        key: field.key,
        name: field.name,
        type: field.type,
        id: found?.id ?? null,
        code: found?.code ?? null,
        status,
        adopted,
        ...(detail === '' ? {} : { detail }),
        ...(found === null ? {} : { foundName: found.name, foundType: found.type }),
        ...(occupied === null ? {} : { occupiedBy: { id: occupied.id, type: occupied.type } }),
      })),
      created,
      completed,
    },
    exit: wrong ? exitCode.failed : exitCode.ok,
  };
}

export async function clear(
  context: CliContext,
  options: ClearOptions,
  key: string,
): Promise<CommandEnd> {
  const { output, text, language } = context;
  const { allowMassChange, wait } = options;
  const field = fieldNamed(key);
  const { cleared, kept, runId } = await inPass(
    context,
    { command: 'fields clear', wait },
    async (clinic, told) => {
      const allowed = allowMassChange === undefined ? {} : { allowMassChange };
      const subject = [field.key, ...allowance(allowMassChange)].join(' ');
      const done = await clinic.connected((setup) => runClear(setup, field.key, allowed), told);
      await noteAction(context, clinic.state, 'clear-field', subject);
      return done;
    },
  );
  output.data(text.fields.cleared(formatNumber(cleared, language), cleared));
  if (kept > 0) output.data(text.fields.kept(formatNumber(kept, language)));
  return { result: { key: field.key, cleared, kept, runId } };
}

/** As the log of actions has it. */
const allowance = (rows: number | undefined): readonly string[] =>
  rows === undefined ? [] : [`allow-mass-change=${rows}`];

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
