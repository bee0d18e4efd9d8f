import { type Clinic, resultOf } from '../../../clinic/clinic.ts';
import { askFirstLoad } from '../../../clinic/first-load.ts';
import type { SourceNumber } from '../../../contact/model/patient-key.ts';
import { allowedIn } from '../../../sync/guard/asking/allowance.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { inPass } from '../../in-pass.ts';
import { noteAction } from '../../person.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { passExit, passJson, showPass } from '../../views/pass-summary.ts';

interface SyncCommandOptions extends SourceOption {
  readonly deep?: true;
  readonly limit?: number;
  readonly allowMassChange?: number;
  readonly acceptDatabase?: true;
  readonly wait: boolean;
}

/** One pass: an incremental one where the state allows it, else a deep one; on an empty state the first load. */
export async function sync(context: CliContext, options: SyncCommandOptions): Promise<CommandEnd> {
  const { deep, limit, allowMassChange, acceptDatabase, wait } = options;
  if (options.source !== undefined && !acceptDatabase && allowMassChange === undefined)
    throw new UsageError(({ source }) => source.idle, 'ident-amocrm sync');
  const { result, databases } = await inPass(
    context,
    { command: 'sync', wait },
    async (clinic, { databases, ...told }) => {
      // Of several databases that have changed, or ask, a person has looked at one.
      const isNamed = acceptDatabase || options.source !== undefined;
      const named = isNamed ? chosenSource(databases, options, 'ident-amocrm sync') : null;
      const end = resultOf(
        await clinic.pass({
          ...told,
          mode: deep ? 'deep' : 'auto',
          acceptDatabase: acceptDatabase && named !== null ? named.number : false,
          // A trial with some is not the word that a service waits for.
          prepare: async () => {
            if (limit === undefined) await askFirstLoad(clinic);
            await tellAllowed(context, clinic, named?.number, options);
            await noteAction(context, clinic.state, 'sync', wordsOf(options));
          },
          ...(limit === undefined ? {} : { limit }),
          ...(allowMassChange === undefined ? {} : { allowMassChange }),
          ...(options.source === undefined || named === null ? {} : { allowIn: [named.number] }),
        }),
      );
      return { result: end, databases };
    },
  );
  showPass(context, result, databases);
  return { result: passJson(result), exit: passExit(result) };
}

/** Of several databases: for which of them a person's word is. */
async function tellAllowed(
  { text, output }: CliContext,
  { state, sources }: Clinic,
  named: SourceNumber | undefined,
  { allowMassChange: most }: SyncCommandOptions,
): Promise<void> {
  if (most === undefined || sources.length < 2) return;
  const numbers = sources.map(({ number }) => number);
  const allowed = named === undefined ? await allowedIn(state, numbers) : new Set([named]);
  const names = sources.flatMap(({ number, name }) => (allowed?.has(number) ? [`«${name}»`] : []));
  output.talk(
    allowed === null ? text.pass.allowedInAll(most) : text.pass.allowedIn(most, names.join(', ')),
  );
}

/** What a person asked for, as the log of actions has it; null: a plain pass. */
function wordsOf(options: SyncCommandOptions): string | null {
  const { deep, limit, allowMassChange, acceptDatabase, source } = options;
  const words = [
    ...(deep ? ['deep'] : []),
    ...(limit === undefined ? [] : [`limit=${limit}`]),
    ...(allowMassChange === undefined ? [] : [`allow-mass-change=${allowMassChange}`]),
    ...(acceptDatabase ? ['accept-database'] : []),
    ...(source === undefined ? [] : [`source=${source}`]),
  ];
  return words.length === 0 ? null : words.join(' ');
}
