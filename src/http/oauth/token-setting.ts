import type { TokenSetting } from '../../amocrm/auth/given-token.ts';
import type { AmoConfig } from '../../config/parts/amo-config.ts';

/** AMOCRM_LONG_LIVED_TOKEN, where that is how amoCRM is reached. */
export function tokenSettingOf(amocrm: AmoConfig): TokenSetting | null {
  if (amocrm.mock || amocrm.auth.kind !== 'long-lived') return null;
  return { token: amocrm.auth.token, baseUrl: amocrm.baseUrl };
}
