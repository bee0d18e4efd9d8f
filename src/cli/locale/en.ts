import { databaseEn } from './en/database.ts';
import { frameEn } from './en/frame.ts';
import { sandboxEn } from './en/sandbox.ts';
import type { ru } from './ru.ts';

export const en: typeof ru = { ...frameEn, ...databaseEn, ...sandboxEn };
