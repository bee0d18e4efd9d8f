import { type CommandDeclaration, integerArgument } from '../command.ts';
import { sourceOption } from '../source/chosen-source.ts';

const actions = () => import('../actions/sample/sample-db.ts');

const maxCount = 1_000_000;
const maxSeed = 2_147_483_647;

/** An amoCRM and an IDENT to try the program with. */
export const declareSample: CommandDeclaration = (parent, { text, action }) => {
  const { sandbox, sampleDb: words } = text;
  const count = integerArgument(1, maxCount, text);
  const seed = integerArgument(0, maxSeed, text);
  parent
    .command('sandbox')
    .description(sandbox.description)
    .requiredOption('--port <P>', sandbox.port, integerArgument(0, 65_535, text))
    .option('--file <F>', sandbox.file)
    .action(action(async () => (await import('../actions/sample/sandbox.ts')).sandbox));
  const sampleDb = parent.command('sample-db').description(words.description);
  sampleDb
    .command('create')
    .description(words.createDescription)
    .requiredOption('--patients <N>', words.patients, count)
    .requiredOption('--seed <S>', words.seed, seed)
    .option('--file <F>', words.file)
    .option(...sourceOption(text))
    .action(action(async () => (await actions()).create));
  sampleDb
    .command('mutate')
    .description(words.mutateDescription)
    .requiredOption('--changes <N>', words.changes, count)
    .requiredOption('--seed <S>', words.seed, seed)
    .option('--file <F>', words.file)
    .option(...sourceOption(text))
    .action(action(async () => (await actions()).mutate));
};
