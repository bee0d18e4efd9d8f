import { AppError, errorKind, exitCode } from '../app-error.ts';

/** The service's own HTTP server cannot listen. */
class HttpError extends AppError {}

const httpErrors = {
  portInUse: (p: { host: string; port: number }) =>
    errorKind('HTTP_PORT_IN_USE', exitCode.usage, false, {
      ru: `Порт ${p.port} на ${p.host} уже занят другой программой.`,
      ruHint:
        'Возможно, служба уже запущена. Если нет, освободите порт или задайте другой в HTTP_PORT.',
      en: `Port ${p.port} on ${p.host} is taken by another program.`,
      enHint:
        'Perhaps the service is running already. If not, free the port or set another one in HTTP_PORT.',
    }),
  portForbidden: (p: { host: string; port: number }) =>
    errorKind('HTTP_PORT_FORBIDDEN', exitCode.usage, false, {
      ru: `Система не разрешает слушать порт ${p.port} на ${p.host}.`,
      ruHint:
        'Порты до 1024 доступны только администратору, а в Windows часть портов зарезервирована системой: задайте другой в HTTP_PORT.',
      en: `The system does not allow listening on port ${p.port} of ${p.host}.`,
      enHint:
        'Ports below 1024 are for the administrator only, and Windows reserves some for itself: set another one in HTTP_PORT.',
    }),
  hostNotHere: (p: { host: string }) =>
    errorKind('HTTP_HOST_NOT_HERE', exitCode.usage, false, {
      ru: `Адреса ${p.host} на этом компьютере нет.`,
      ruHint:
        'Проверьте HTTP_HOST: 127.0.0.1 (только этот компьютер), 0.0.0.0 (все адреса) или один из адресов этого компьютера.',
      en: `This computer does not have the address ${p.host}.`,
      enHint:
        'Check HTTP_HOST: 127.0.0.1 (this computer only), 0.0.0.0 (all addresses) or one of the addresses of this computer.',
    }),
} as const;

/** What the system's refusal to listen means; anything else is passed on as it is. */
export function listenError(error: unknown, at: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return new HttpError(httpErrors.portInUse(at), { cause: error });
    case 'EACCES':
      return new HttpError(httpErrors.portForbidden(at), { cause: error });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new HttpError(httpErrors.hostNotHere(at), { cause: error });
    default:
      return error;
  }
}
