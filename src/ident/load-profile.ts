import { readFile } from 'node:fs/promises';
import { IdentError, identErrors } from './errors.ts';
import { completeProfile, type Profile, profileFileSchema } from './profile.ts';
import { identProfile } from './profiles/ident.ts';
import { sampleProfile } from './profiles/sample.ts';

const shipped = { ident: identProfile, sample: sampleProfile } as const;

/**
 * The profile that IDENT_PROFILE names: `ident`, `sample`, or a JSON file.
 *
 * @throws IdentError `IDENT_PROFILE_NOT_FOUND`, `IDENT_PROFILE_INVALID` (with every mistake in it).
 */
export async function loadProfile(nameOrFile: string): Promise<Profile> {
  if (nameOrFile === 'ident' || nameOrFile === 'sample') return shippedProfile(nameOrFile);
  const text = await readFile(nameOrFile, 'utf8').catch(() => {
    throw new IdentError(identErrors.profileNotFound({ file: nameOrFile }));
  });
  return parseProfile(parseJson(text, nameOrFile), nameOrFile);
}

function shippedProfile(name: keyof typeof shipped): Profile {
  return parseProfile(shipped[name], name);
}

function parseProfile(content: unknown, file: string): Profile {
  const parsed = profileFileSchema.safeParse(content);
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'profile'}: ${issue.message}`,
    );
    throw new IdentError(identErrors.profileInvalid({ file, mistakes }));
  }
  const base = parsed.data.extends ? shippedProfile(parsed.data.extends) : null;
  return completeProfile(parsed.data, base);
}

function parseJson(text: string, file: string): unknown {
  try {
    // A byte order mark is what Windows editors put in front.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new IdentError(identErrors.profileInvalid({ file, mistakes: ['no valid JSON'] }));
  }
}
