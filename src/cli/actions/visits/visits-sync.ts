import { resultOf } from '../../../clinic/clinic.ts';
import type { ReceptionId } from '../../../visits/reception.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { UsageError } from '../../ends/usage-error.ts';
import { inPass } from '../../in-pass.ts';
import { noteAction } from '../../person.ts';
import { chosenSource, type SourceOption } from '../../source/chosen-source.ts';
import { passExit } from '../../views/pass-summary.ts';
import { showVisitsPass } from '../../views/visits/visits-pass-view.ts';

interface VisitsSyncOptions extends SourceOption {
  readonly receptionId?: number;
  readonly allowMassChange?: number;
  readonly dryRun?: boolean;
  readonly wait: boolean;
}

const command = 'ident-amocrm visits sync';

/** Makes and moves the deals of visits: all of the window, or one visit; or tells what it would do. */
export async function visitsSync(
  context: CliContext,
  options: VisitsSyncOptions,
): Promise<CommandEnd> {
  const { receptionId, allowMassChange, dryRun = false, wait } = options;
  const result = await inPass(
    context,
    { command: 'visits sync', wait },
    async (clinic, { databases, ...told }) => {
      if (clinic.options.visits === undefined)
        throw new UsageError(({ visits }) => visits.sync.off, command);
      const isNamed = receptionId !== undefined || options.source !== undefined;
      const source = isNamed ? chosenSource(databases, options, command).number : undefined;
      return resultOf(
        await clinic.pass({
          ...told,
          mode: 'visits',
          planOnly: dryRun,
          visits: {
            source,
            // The command line lets only positive integers through.
            kind: receptionId === undefined ? 'whole' : { reception: receptionId as ReceptionId },
          },
          prepare: async () => {
            if (dryRun) return;
            const words = receptionId === undefined ? null : String(receptionId);
            await noteAction(context, clinic.state, 'sync-visits', words);
          },
          ...(allowMassChange === undefined ? {} : { allowMassChange }),
        }),
      );
    },
  );
  const deals = Object.fromEntries(
    Object.entries(result.counts).filter(([name]) => name.startsWith('deals')),
  );
  showVisitsPass(context, result, { deals, dryRun });
  const { runId, requests, durationMs, findingCounts } = result;
  return {
    result: { dryRun, ...deals, requests, durationMs, runId, findings: findingCounts },
    exit: passExit(result),
  };
}
