import { actionNames, actionSubject, doerName } from '../../../report/action-words.ts';
import { formatMoment } from '../../../report/format.ts';
import { openState } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { showTable } from '../../terminal/table.ts';

/** What people did, by the page and by commands; the newest first. */
export async function actions(
  context: CliContext,
  { limit }: { readonly limit: number },
): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const { config } = await context.settings('state');
  await using state = await openState(config.state, clock);
  const done = await state.actions.latest(limit);
  const words = text.actions;
  const names = actionNames(language);
  if (done.length === 0) output.data(words.none);
  else {
    const { at, who, what } = words.columns;
    showTable(
      output,
      [at, what, who],
      done.map((one) => [
        formatMoment(one.at, config.timeZone, language),
        [names[one.action] ?? one.action, actionSubject(one, language)].join(' ').trim(),
        [words.places[one.actor], one.who === null ? '' : doerName(one.who, language)]
          .filter(Boolean)
          .join(', '),
      ]),
    );
  }
  return { result: { actions: done } };
}
