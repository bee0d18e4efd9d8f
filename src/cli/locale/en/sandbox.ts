import { pluralEn } from '../plural.ts';
import type { sandboxRu } from '../ru/sandbox.ts';

export const sandboxEn: typeof sandboxRu = {
  sandbox: {
    description: 'Start a local amoCRM sandbox',
    port: 'port (0: any free one)',
    file: 'file that keeps its data (without it all is forgotten)',
    running: (url) => `amoCRM sandbox: ${url}`,
    settings: 'Settings for it (.env):',
    oauth: 'Or OAuth instead of the token (ident-amocrm auth gives access):',
    stop: 'Stop it with Ctrl-C',
  },
  sampleDb: {
    description: 'A sample IDENT database',
    createDescription: 'Make a sample database in a file, or in the empty database of DB_*',
    mutateDescription: "Play a stretch of a clinic's day in the sample database",
    patients: 'how many patients',
    changes: 'how many changes',
    seed: 'seed: the same one makes the same data',
    file: 'SQLite file instead of the database of DB_*',
    progress: 'Patients',
    created: (patients, count, target) =>
      `The sample database is ready: ${patients} ${pluralEn(count, 'patient', 'patients')}, ${target}`,
    mutated: (changes, count) => `${changes} ${pluralEn(count, 'change', 'changes')} made`,
    useIt: 'To read from it, in .env:',
  },
};
