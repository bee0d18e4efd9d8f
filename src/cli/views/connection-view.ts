import type { Connection } from '../../clinic/authorisation.ts';
import type { State } from '../../state/open-state.ts';
import type { CliContext } from '../context.ts';

/** Tells which account let us in, and what comes next. @returns what `--json` says of it. */
export async function showConnection(
  { output, text, env, cwd, envFile, clinic }: CliContext,
  state: State,
  { account, origin, isConfigured, formerAccountId, safetyCopy }: Connection,
): Promise<object> {
  const words = text.auth;
  const { id, name } = account;
  const { host } = new URL(origin);
  output.data(output.paint.green(words.connected(name, id, host)));
  if (formerAccountId !== null) output.data(words.changed(formerAccountId));
  if (safetyCopy !== null) output.data(words.safetyCopy(safetyCopy));
  if (!isConfigured) output.talk(output.talkPaint.yellow(words.otherAddress(host)));
  const next = (await state.fields.all()).length === 0 ? 'fields create' : 'sync';
  const { shownSettings } = await import('../../config/shown-settings.ts');
  const settings = shownSettings({ env, cwd, envFile, clinic }).flatMap((group) => group.settings);
  const value = (name: string) => settings.find((setting) => setting.name === name)?.value;
  // Whoever sets it up step by step has the database before him.
  if (value('DB_CLIENT') === 'mssql' && value('DB_HOST') === null) output.talk(words.database);
  output.talk(words.next(next));
  return { account: { id, name }, host, isConfigured, formerAccountId, safetyCopy, next };
}
