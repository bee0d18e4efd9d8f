import type { CommandDeclaration } from '../../command.ts';

export const declareAlerts: CommandDeclaration = (parent, { text, action }) => {
  const alerts = parent.command('alerts').description(text.alerts.description);
  alerts
    .command('test')
    .description(text.alerts.testDescription)
    .action(action(async () => (await import('../../actions/daily/alerts.ts')).test));
};
