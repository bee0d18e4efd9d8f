import { InvalidArgumentError } from 'commander';
import { type PatientId, parsePatientId } from '../../../contact/model/patient-key.ts';
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
  const parts = list.split(',');
  const ids = parts.flatMap((part) => parsePatientId(part) ?? []);
  if (ids.length > 20 || ids.length < parts.length) throw new InvalidArgumentError(refusal);
  return ids;
}
