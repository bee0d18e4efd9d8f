import type { ClinicListRow } from '../../../../src/http/api/contract/fleet.ts';
import type { Tone } from '../../ui/tone.ts';

/** What is not known is grey. */
export const tagTone = (tone: ClinicListRow['tone']): Tone => (tone === 'unknown' ? 'quiet' : tone);
