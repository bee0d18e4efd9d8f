import type { Connection } from '../../http/oauth/authorisation.ts';
import type { State } from '../../state/open-state.ts';
import type { CliContext } from '../context.ts';

/** Tells which account let us in, and what comes next. @returns what `--json` says of it. */
export async function showConnection(
  { output, text }: Pick<CliContext, 'output' | 'text'>,
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
  output.talk(words.next(next));
  return { account: { id, name }, host, isConfigured, formerAccountId, safetyCopy, next };
}
