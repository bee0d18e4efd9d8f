import { databaseRu } from './ru/database.ts';
import { frameRu } from './ru/frame.ts';
import { sandboxRu } from './ru/sandbox.ts';

export const ru = { ...frameRu, ...databaseRu, ...sandboxRu };
