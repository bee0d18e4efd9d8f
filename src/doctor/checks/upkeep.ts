import type { AlertConfig } from '../../config/parts/alert-config.ts';
import { type UpkeepCode, upkeep } from '../../health/upkeep.ts';
import { upkeepWords } from '../../health/words/upkeep.ts';
import { clinicMoment } from '../../health/words/words.ts';
import { both } from '../../language.ts';
import { channelsOf } from '../../service/watch/channels/configured.ts';
import { type CheckId, type Diagnosis, ok, skipped, warning } from '../diagnosis.ts';

const codes: Readonly<Record<UpkeepCode, string>> = {
  'no-channel': 'DOCTOR_NO_CHANNEL',
  'no-backup': 'DOCTOR_NO_BACKUP',
  'backup-old': 'DOCTOR_BACKUP_OLD',
};

const commands: Readonly<Partial<Record<UpkeepCode, string>>> = {
  'no-channel': 'ident-amocrm alerts test',
};

/** Whether anybody would hear of a trouble. @param config null: its settings are wrong */
export function judgeAlerts(config: AlertConfig | null): Diagnosis {
  if (config === null) {
    return skipped('alerts', {
      ru: 'сначала исправьте настройки',
      en: 'correct the settings first',
    });
  }
  const channels = channelsOf(config);
  const [code] = upkeep({ channels: channels.length, backupAt: 0, now: 0 });
  if (code !== undefined) return told('alerts', code);
  return ok('alerts', { ru: channels.join(', '), en: channels.join(', ') });
}

/** How old the last backup is. */
export function judgeBackup(
  { backupAt, now }: { readonly backupAt: number | null; readonly now: number },
  timeZone: string,
): Diagnosis {
  const [code] = upkeep({ channels: 1, backupAt, now });
  if (code !== undefined || backupAt === null) return told('backup', code ?? 'no-backup');
  return ok(
    'backup',
    both((language) => clinicMoment(backupAt, timeZone, language)),
  );
}

function told(check: CheckId, code: UpkeepCode): Diagnosis {
  return warning(check, {
    code: codes[code],
    found: both((language) => upkeepWords[language][code].title),
    advice: both((language) => upkeepWords[language][code].advice),
    command: commands[code],
  });
}
