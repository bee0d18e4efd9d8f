import { pluralEn } from '../../plural.ts';
import type { stateRu } from '../../ru/daily/state.ts';

const flaws: typeof stateRu.state.flaws = {
  unreadable: 'the file cannot be read: restore a backup (state restore)',
  'not-a-state': 'this is no state of ident-amocrm: check STATE_URL',
  damaged: 'the file is damaged: restore a backup (state restore)',
  newer: 'made by a newer version: install that one',
  'tables-missing': 'tables are missing: restore a backup (state restore)',
  'key-missing': 'there is no key: put the key file back, or restore a backup (state restore)',
  'key-wrong': 'the key is not of this state: put the former key back, or restore a backup',
  'key-open': 'the key may be read by other users: chmod 600',
  'tokens-unreadable':
    'the key does not open the tokens or the settings of the set-up page: give them anew',
  'contact-linked-twice': 'contacts linked to two patients: restore a backup',
  'link-malformed': 'malformed links: restore a backup',
  'hash-malformed': 'links with malformed hashes: restore a backup',
  'phone-malformed': 'malformed phone hashes: restore a backup',
  'intent-malformed': 'malformed records of creates: restore a backup',
  'steps-missing': 'made by an older version: the next command brings it up to date',
  undecided: 'creates of unknown outcome: the next pass finds out',
  'forget-unfinished': 'not forgotten to the end: run forget again',
  'restore-unfinished': 'left by a restore that was broken off: completes or vanishes by itself',
  'wal-large': 'the write-ahead log is large: it shrinks when all programs that read the state end',
};

export const stateEn: typeof stateRu = {
  state: {
    description: 'The state: backup, restore, move, check',
    backupDescription: 'Copy the state and its key; a pass may be running',
    restoreDescription: 'Bring the state back from a backup; the next pass compares everything',
    migrateDescription:
      'Move the state elsewhere: into a file or onto a PostgreSQL server; nobody may be at work',
    acceptOwnerDescription:
      'Say that the state is of this installation (STATE_OWNER): it was renamed or moved',
    ownerAccepted: (owner, former) =>
      former === null || former === owner
        ? `The state is of the installation ${owner}.`
        : `The state is of the installation ${owner} now; it was of ${former}, which is refused from now on.`,
    moveTo: 'the new place, as in STATE_URL: sqlite:data/state.db or postgres://…',
    moved: (to) => `The state was moved: ${to}`,
    compared: (count, n, tables) =>
      `${count} ${pluralEn(n, 'row', 'rows')} in ${tables} ${pluralEn(tables, 'table', 'tables')} compared: all are the same.`,
    left: (from) => `The former one is kept and marked, and cannot be used: ${from}`,
    keyAt: (file) => `Key: ${file}`,
    nextPlace: (url) => `Next: STATE_URL=${url}, and start the service.`,
    checkDescription: 'Check the state; changes nothing',
    to: 'new file for the backup; FILE.key appears beside it',
    from: 'file of the backup, with FILE.key beside it',
    backedUp: (file, size) => `Backup made: ${file} (${size})`,
    key: (file) => `Its key: ${file}. Keep them together, and show them to nobody.`,
    restored: (file) => `The state was restored from ${file}`,
    patients: (count, n) => `It links ${count} ${pluralEn(n, 'patient', 'patients')}.`,
    lastPass: (at) => `Last pass before the backup: ${at}`,
    safetyCopy: (file) => `The state as it was is kept: ${file}`,
    keptNothing:
      'The state before was damaged, and there is no copy of it: tokens, users and who was forgotten are those of the backup.',
    keptTokens: 'The amoCRM tokens were kept: they are newer than those of the backup.',
    doorOfBackup:
      "The dashboard now opens to the backup's password and users: ident-amocrm users list; a new password: ident-amocrm password.",
    newKey: "The key of the state is now the backup's.",
    next: 'Next: ident-amocrm sync. It compares everything before it creates a single contact.',
    file: 'File',
    size: 'Size',
    wal: 'Write-ahead log',
    links: 'Patients linked',
    forgotten: 'On the do-not-sync list',
    flaws,
    problem: 'PROBLEM',
    note: 'note',
    since: (at) => `since ${at}`,
    fine: 'The state is fine.',
    bad: 'The state is not sound.',
    bytes: (megabytes) => `${megabytes} MB`,
  },
};
