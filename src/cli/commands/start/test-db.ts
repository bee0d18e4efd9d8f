import { InvalidArgumentError } from 'commander';
import type { CommandDeclaration } from '../../command.ts';
import { sourceOption } from '../../source/chosen-source.ts';
import { type TypedPatient, typedPatient } from '../../source/patient-argument.ts';

export const declareTestDb: CommandDeclaration = (parent, { text, action }) => {
  const words = text.testDb;
  parent
    .command('test-db')
    .description(words.description)
    .option(...sourceOption(text))
    .option('--patient-id <N,N,…>', words.patientId, (list) => idsOf(list, words.patientIds))
    .action(action(async () => (await import('../../actions/start/test-db.ts')).testDb));
};

function idsOf(list: string, refusal: string): readonly TypedPatient[] {
  const parts = list.split(',');
  if (parts.length > 20) throw new InvalidArgumentError(refusal);
  return parts.map((part) => typedPatient(part, refusal));
}
