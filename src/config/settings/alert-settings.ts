import type { SettingTable } from '../setting.ts';

export const alertSettings = {} satisfies SettingTable;
