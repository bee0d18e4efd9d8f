import { resolve } from 'node:path';
import type { Logger } from 'pino';
import { exitCode } from '../../../app-error.ts';
import { withoutPassword } from '../../../config/without-password.ts';
import { formatMoment, formatNumber } from '../../../report/format.ts';
import { backupState } from '../../../state/backup/backup.ts';
import { restoreState } from '../../../state/backup/restore.ts';
import { checkAnywhere } from '../../../state/check/check-anywhere.ts';
import { StateError, stateErrors } from '../../../state/file/errors.ts';
import { ownerOf } from '../../../state/file/owner.ts';
import type { StateKeySource } from '../../../state/file/state-key.ts';
import { acceptPlace } from '../../../state/move/accept-place.ts';
import { moveState } from '../../../state/move/move-state.ts';
import { openState, type State } from '../../../state/open-state.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { sayFellBack, sayForWhom } from '../../lock-request.ts';
import { noteAction } from '../../person.ts';
import { megabytes, showCheck } from '../../views/check-view.ts';

/** A copy of the state and its key, also while a pass is at work. */
export async function backup(
  context: CliContext,
  { to }: { readonly to: string },
): Promise<CommandEnd> {
  const { output, text, clock, cwd, env } = context;
  const { config, log } = await context.settings('state');
  const report = await backupState(config.state, resolve(cwd, to), clock);
  const { file, keyFile, bytes, links } = report;
  log.info({ bytes, links }, 'state backed up');
  await noteBackup(config.state, { clock, env, log });
  output.data(text.state.backedUp(file, megabytes(bytes, context)));
  output.data(text.state.patients(formatNumber(links, context.language), links));
  output.talk(text.state.key(keyFile));
  return { result: report };
}

/** So that page and doctor can tell how old the last one is. The backup is good without it. */
async function noteBackup(
  source: StateKeySource,
  { clock, env, log }: Pick<CliContext, 'clock' | 'env'> & { readonly log: Logger },
): Promise<void> {
  try {
    await using state = await openState(source, clock);
    await state.meta.set('backupAt', clock.now());
    await noteAction({ clock, env }, state, 'backup-state');
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    log.warn({ code: error.code }, 'the state could not be told of its backup');
  }
}

/** The state from a backup, in the place of the present one. */
export async function restore(
  context: CliContext,
  { from, wait }: { readonly from: string; readonly wait: boolean },
): Promise<CommandEnd> {
  const { output, text, language, clock, cwd, signal } = context;
  const { config, log } = await context.settings('state');
  const { timeZone } = config;
  const words = text.state;
  const file = resolve(cwd, from);
  const report = await restoreState(
    config.state,
    file,
    { wait, signal, onWait: sayForWhom(context, timeZone) },
    clock,
  );
  const { links, lastPassAt, safetyCopy, keptNothing, keptTokens, doorOfBackup, newKey } = report;
  log.info({ links, keptTokens, newKey }, 'state restored from a backup');
  {
    await using state = await openState(config.state, clock);
    await noteAction(context, state, 'restore-state');
  }
  output.data(words.restored(file));
  output.data(words.patients(formatNumber(links, language), links));
  if (lastPassAt !== null) {
    output.data(words.lastPass(formatMoment(lastPassAt, timeZone, language)));
  }
  if (safetyCopy !== null) output.data(words.safetyCopy(safetyCopy));
  if (keptNothing) output.data(words.keptNothing);
  if (keptTokens) output.data(words.keptTokens);
  if (doorOfBackup) output.data(words.doorOfBackup);
  if (newKey) output.data(words.newKey);
  output.talk(words.next);
  return { result: { file, ...report, next: 'sync' } };
}

/** The state to another place: a file, or a PostgreSQL server. */
export async function migrate(
  context: CliContext,
  { to: stateUrl }: { readonly to: string },
): Promise<CommandEnd> {
  const { output, text, language, clock, cwd, env, envFile, clinic, signal } = context;
  const { config, log } = await context.settings('state');
  const { loadConfig } = await import('../../../config/load-config.ts');
  const target = loadConfig({ env, cwd, envFile, clinic, needs: ['state'], stateUrl });
  const report = await moveState(config.state, target.state, clock, {
    signal,
    onFellBack: sayFellBack(context),
  });
  const { from, to, keyFile, rows } = report;
  log.info({ rows }, 'state moved');
  {
    await using state = await openState(target.state, clock);
    await noteAction(context, state, 'migrate-state');
  }
  const words = text.state;
  const all = Object.values(rows).reduce((sum, n) => sum + n, 0);
  output.data(words.moved(to));
  output.data(words.compared(formatNumber(all, language), all, Object.keys(rows).length));
  output.data(words.left(from));
  if (keyFile !== null) output.data(words.keyAt(keyFile));
  output.talk(words.nextPlace(withoutPassword(stateUrl)));
  return { result: report };
}

/** The state is this installation's from now on, whosever it was; nobody may be at work on it. */
export async function acceptOwner(context: CliContext): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const { config, log } = await context.settings('state');
  const { owner } = config.state;
  if (owner === undefined) throw new StateError(stateErrors.ownerUnnamed());
  const former = ownerOf(config.state.file);
  let unopened: StateError | null = null;
  if (former !== owner) {
    const note = (state: State) => noteAction(context, state, 'accept-owner', owner);
    unopened = await acceptPlace({ ...config.state, owner }, { clock, note });
    log.info({ former, owner, code: unopened?.code }, 'state accepted');
  }
  output.data(text.state.ownerAccepted(owner, former));
  if (unopened !== null) {
    const { message, hint } = unopened.text(language);
    output.data(`${message} ${hint}`);
  }
  return { result: { owner, former, unopened: unopened?.code ?? null } };
}

/** Whether the state is sound; changes nothing. */
export async function check(context: CliContext): Promise<CommandEnd> {
  const { config } = await context.settings('state');
  const report = await checkAnywhere(config.state);
  showCheck(context, report, config.timeZone);
  return { result: report, exit: report.ok ? exitCode.ok : exitCode.failed };
}
