import { resultOf } from '../../../clinic/clinic.ts';
import { askFirstLoad } from '../../../clinic/first-load.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
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
  const { result, databases: named } = await inPass(
    context,
    { command: 'sync', wait },
    async (clinic, { databases, ...told }) => {
      // Of several databases that have changed, a person has looked at one.
      const accepted = acceptDatabase
        ? chosenSource(databases, options, 'ident-amocrm sync').number
        : false;
      const end = resultOf(
        await clinic.pass({
          ...told,
          mode: deep ? 'deep' : 'auto',
          acceptDatabase: accepted,
          // A trial with some is not the word that a service waits for.
          prepare: async () => {
            if (limit === undefined) await askFirstLoad(clinic);
            await noteAction(context, clinic.state, 'sync', wordsOf(options));
          },
          ...(limit === undefined ? {} : { limit }),
          ...(allowMassChange === undefined ? {} : { allowMassChange }),
        }),
      );
      return { result: end, databases };
    },
  );
  showPass(context, result, named);
  return { result: passJson(result), exit: passExit(result) };
}

/** What a person asked for, as the log of actions has it; null: a plain pass. */
function wordsOf(options: SyncCommandOptions): string | null {
  const { deep, limit, allowMassChange, acceptDatabase } = options;
  const words = [
    ...(deep ? ['deep'] : []),
    ...(limit === undefined ? [] : [`limit=${limit}`]),
    ...(allowMassChange === undefined ? [] : [`allow-mass-change=${allowMassChange}`]),
    ...(acceptDatabase ? ['accept-database'] : []),
  ];
  return words.length === 0 ? null : words.join(' ');
}
