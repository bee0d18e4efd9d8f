import type { ClinicDatabase } from '../clinic-database.ts';
import type { PassOptions } from '../happenings/circumstances.ts';
import type { Simulation } from '../simulation.ts';

/** By these a pass says that amoCRM breaks what is assumed of it. */
const accusations = new Set(['CRM_CONTRADICTS', 'CRM_ENDLESS', 'AMO_ENDLESS_LIST']);

/** By these that contacts vanished meanwhile, or too many at once. */
const removals = new Set(['CRM_READ_VOID', 'CRM_MOVING', 'CONTACTS_HIDDEN']);

/** By these that the settings name another database than the account's. */
const mistakes = new Set([
  'OTHER_DATABASE',
  'IDENTITY_DISAGREES',
  'SOURCE_NUMBER_CHANGED',
  'SOURCE_TWICE',
  'SOURCE_MISSING',
  'SOURCE_FOREIGN',
]);

/**
 * Whether a pass may end with this code: amoCRM is accused only after it broke something, a mass change is stopped only
 * where nobody allowed it, and a request fails only where a fault was ordered. Nothing else can go wrong here.
 */
export function isExplained(
  code: string,
  simulation: Simulation,
  { guarded = false, settings }: PassOptions,
): boolean {
  const { broken, circumstances, exchanged, forgetful, world, databases, away, hangs, waiting } =
    simulation;
  const { entries } = world.sandbox.log;
  if (accusations.has(code)) return broken.length > 0;
  if (code === 'AMO_UNEXPECTED_ANSWER' && broken.length > 0) return true;
  if (code === 'MASS_CHANGE') return guarded;
  // Contacts of those who are outside now, and of whom a state that is lost knows nothing.
  if (code === 'BRANCHES_FOREIGN') return guarded;
  // Whoever knows nothing of the account meets at once all whom IDENT exchanged pair by pair; a pair is enough where it
  // calls everybody by one name as well, and those of whom nothing but the name can be compared are strangers, too.
  const fewest = guarded ? 1 : 3;
  if (code === 'IDENTITY_DISAGREES' && forgetful && exchanged.size >= fewest) return true;
  if (mistakes.has(code)) return settings !== undefined;
  if (code.startsWith('IDENT_')) {
    const isSilent = ({ number }: ClinicDatabase) =>
      away.has(number) || hangs.has(number) || waiting.has(number);
    // By mistaken settings the others may be refused.
    return settings === undefined ? databases.every(isSilent) : settings.some(isSilent);
  }
  if (removals.has(code)) {
    return (
      broken.length > 0 ||
      entries.some(({ source, method }) => source === 'person' && /merge|delete/.test(method))
    );
  }
  if (!code.startsWith('AMO_')) return false;
  // Tokens of a state that was put back were used before.
  return (
    (circumstances.oauth && forgetful) ||
    entries.some(({ fault, status }) => fault !== null || status === 401)
  );
}
