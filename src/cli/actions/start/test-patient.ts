import { exitCode } from '../../../app-error.ts';
import { patientIdJson, patientIdText } from '../../../contact/model/patient-key.ts';
import { reasonOf } from '../../../report/rejection-reasons.ts';
import { passPatient } from '../../../sync/command/patient-pass.ts';
import type { CommandEnd } from '../../command.ts';
import type { CliContext } from '../../context.ts';
import { inPass } from '../../in-pass.ts';
import { noteAction } from '../../person.ts';
import type { TypedPatient } from '../../source/chosen-source.ts';
import { chosenPatient, type SourceOption } from '../../source/chosen-source.ts';
import { passExit, passJson } from '../../views/pass-summary.ts';
import { showPatient } from '../../views/patient/patient-view.ts';
import { sidesJson } from '../../views/patient/sides-view.ts';

interface TestOptions extends SourceOption {
  readonly patientId: TypedPatient;
  readonly dryRun?: true;
  readonly reveal?: true;
  readonly wait: boolean;
}

/** One patient for real: read, sent, held. */
export async function testPatient(context: CliContext, options: TestOptions): Promise<CommandEnd> {
  const { dryRun = false, reveal = false, wait } = options;
  const { text, language } = context;
  const { passed, timeZone } = await inPass(
    context,
    { command: 'test', wait },
    async (clinic, told) => {
      const id = chosenPatient(told.databases, options.patientId, options, 'ident-amocrm test');
      const passed = await clinic.connected((setup) => passPatient(setup, id, { dryRun }), told);
      const subject = patientIdText(id);
      if (!dryRun) await noteAction(context, clinic.state, 'sync-patient', subject);
      if (reveal) await noteAction(context, clinic.state, 'reveal', subject);
      return {
        passed,
        timeZone: clinic.timeZone,
      };
    },
  );
  showPatient(context, passed, { dryRun, style: { reveal, text, language, timeZone } });
  const { patientId, contactId, decision, changes, items, rejected, result } = passed;
  const failed = rejected === null ? passExit(result) : exitCode.rowsNotWritten;
  return {
    result: {
      patientId: patientIdJson(patientId),
      contactId,
      action: passed.adopts ? 'adopt' : decision.action,
      dryRun,
      sent: changes.map(({ item }) => item),
      items: items.map((sides) => sidesJson(sides, reveal)),
      rejected: rejected && reasonOf(rejected, language),
      pass: passJson(result),
    },
    exit: failed,
  };
}
