import { underPassLock } from '../../../clinic/pass-lock.ts';
import type { Config } from '../../../config/load-config.ts';
import {
  type PatientId,
  patientIdJson,
  patientIdText,
} from '../../../contact/model/patient-key.ts';
import { openState } from '../../../state/open-state.ts';
import { forgetPatient } from '../../../sync/command/forget.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { inPass } from '../../in-pass.ts';
import { lockRequest } from '../../lock-request.ts';
import { noteAction } from '../../person.ts';
import type { TypedPatient } from '../../source/chosen-source.ts';
import { chosenPatient, type SourceOption } from '../../source/chosen-source.ts';

interface ForgetOptions extends SourceOption {
  readonly patientId: TypedPatient;
  readonly undo?: true;
  readonly wait: boolean;
}

/** A patient out of amoCRM and of the state, or off the do-not-sync list again. */
export async function forget(context: CliContext, options: ForgetOptions): Promise<CommandEnd> {
  if (options.undo) return await undo(context, options);
  const { wait } = options;
  const { output, text } = context;
  const { id, result } = await inPass(
    context,
    { command: 'forget', wait },
    async (clinic, told) => {
      const id = patientOf(told.databases, options);
      const result = await clinic.connected((setup) => forgetPatient(setup, id), told);
      await noteAction(context, clinic.state, 'forget', patientIdText(id));
      return { id, result };
    },
  );
  const { contacts, deals } = result;
  const name = patientIdText(id);
  output.data(
    contacts.length > 0
      ? text.forget.cleared(name, contacts.join(', '))
      : text.forget.nothing(name),
  );
  if (deals.length > 0) output.data(text.forget.deals(deals.join(', ')));
  if (contacts.length > 0) output.talk(text.forget.kept);
  output.talk(output.talkPaint.dim(text.forget.undoHint(name)));
  return { result: { ...result, patientId: patientIdJson(result.patientId) } };
}

function patientOf(sources: Config['databases'], options: ForgetOptions): PatientId {
  return chosenPatient(sources, options.patientId, options, 'ident-amocrm forget');
}

async function undo(context: CliContext, options: ForgetOptions): Promise<CommandEnd> {
  const { wait } = options;
  const { output, text } = context;
  const settings = await context.settings('state');
  const id = patientOf(settings.config.databases, options);
  await using state = await openState(settings.config.state, context.clock);
  const request = lockRequest(context, settings.config.timeZone, { command: 'forget', wait });
  const recalled = await underPassLock(state, request, () => state.forgotten.undo(id));
  const name = patientIdText(id);
  if (recalled) await noteAction(context, state, 'forget-undo', name);
  output.data(recalled ? text.forget.recalled(name) : text.forget.notListed(name));
  return { result: { patientId: patientIdJson(id), recalled } };
}
