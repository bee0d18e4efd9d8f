import { InvalidArgumentError } from 'commander';
import type { PatientId } from '../../../contact/model/patient.ts';
import type { CommandDeclaration } from '../../command.ts';

export const declareTestDb: CommandDeclaration = (parent, { text, action }) => {
  const words = text.testDb;
  parent
    .command('test-db')
    .description(words.description)
    .option('--patient-id <N,N,…>', words.patientId, (list) => idsOf(list, words.patientIds))
    .action(action(async () => (await import('../../actions/start/test-db.ts')).testDb));
};

function idsOf(list: string, refusal: string): readonly PatientId[] {
  const ids = list.split(',').map((part) => part.trim());
  if (ids.length > 20 || !ids.every((part) => /^[1-9]\d{0,14}$/.test(part))) {
    throw new InvalidArgumentError(refusal);
  }
  // Whether there is such a patient, IDENT tells.
  return ids.map((part) => Number(part) as PatientId);
}
