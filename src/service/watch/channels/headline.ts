import type { AlertMessage } from '../alerts/message.ts';

/** `🔴 Улыбка: Нет доступа к amoCRM`: what is seen in a list of messages, a telephone's lock screen, a subject line. */
export function headline(message: AlertMessage, clinic: string | undefined): string {
  return `${mark(message)} ${clinic ?? 'IDENT → amoCRM'}: ${message.title}`;
}

function mark({ event, severity }: AlertMessage): string {
  if (event === 'test') return '🔵';
  if (event === 'recovered' || (event === 'evening' && severity === null)) return '🟢';
  return severity === 'critical' ? '🔴' : '🟡';
}
