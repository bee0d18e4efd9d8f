import { Option } from 'commander';
import { pauseReasons } from '../../../state/record/pauses.ts';
import type { CommandDeclaration } from '../../command.ts';

const actions = () => import('../../actions/daily/pause.ts');

export const declarePause: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('pause')
    .description(text.pause.description)
    .action(action(async () => (await actions()).pause));
};

export const declareResume: CommandDeclaration = (parent, { text, action }) => {
  parent
    .command('resume')
    .description(text.resume.description)
    .addOption(new Option('--reason <REASON>', text.resume.reason).choices(pauseReasons))
    .action(action(async () => (await actions()).resume));
};
