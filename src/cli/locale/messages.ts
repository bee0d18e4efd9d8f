import type { Language } from '../../language.ts';
import { en } from './en.ts';
import { ru } from './ru.ts';

/** All that the commands say; Russian is the original, and English has the same shape. */
export type Messages = typeof ru;

export const messages: Readonly<Record<Language, Messages>> = { ru, en };
