import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { IdentError, identErrors } from '../connection/errors.ts';
import { identProfile } from './ident.ts';
import { completeProfile, type Profile, profileFileSchema } from './profile.ts';
import { sampleProfile } from './sample.ts';

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
      (issue) => `${issue.path.join('.') || 'profile'}: ${meaningOf(issue)}`,
    );
    throw new IdentError(identErrors.profileInvalid({ file, mistakes }));
  }
  const base = parsed.data.extends ? shippedProfile(parsed.data.extends) : null;
  return completeProfile(parsed.data, base);
}

/** Of a form that may be written in several ways zod says "invalid input": our own words are within. */
function meaningOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return issue.message;
  const within = issue.errors.flat();
  const own = within.find((each) => each.code === 'custom');
  return own?.message ?? within.map(meaningOf).at(0) ?? issue.message;
}

function parseJson(text: string, file: string): unknown {
  try {
    // A byte order mark is what Windows editors put in front.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new IdentError(identErrors.profileInvalid({ file, mistakes: ['no valid JSON'] }));
  }
}
