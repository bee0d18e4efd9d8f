import type { CommandEnd } from '../../../command.ts';
import type { CliContext } from '../../../context.ts';
import { showStatus } from '../../../views/status/status-view.ts';
import { statusOfAll } from './all-clinics.ts';
import { clinicStatus, statusJson } from './one-clinic.ts';

/**
 * How the installation is, from its state alone: neither IDENT nor amoCRM is asked. Where `CONFIG_FILE` names several
 * clinics and none is chosen: how each of them is.
 */
export async function status(context: CliContext): Promise<CommandEnd> {
  const { output, text, language, clock } = context;
  const clinics = await context.undecidedClinics();
  if (clinics !== null) return statusOfAll(context, clinics);
  const seen = await clinicStatus(
    async (...needs) => (await context.settings(...needs)).config,
    clock,
  );
  if ('missing' in seen) {
    output.data(text.status.none(seen.missing));
    output.data(`${text.status.next}: ${text.status.start}`);
    return { result: { installed: false, next: 'start' } };
  }
  showStatus(context, seen);
  return { result: statusJson(seen, language) };
}
