import { styleText } from 'node:util';

const styles = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Colours for one stream; without colours each leaves the text as it is. */
export type Paint = Readonly<Record<(typeof styles)[number], (text: string) => string>>;

export function createPaint(color: boolean): Paint {
  const entries = styles.map((style) => [
    style,
    (text: string) => (color ? styleText(style, text, { validateStream: false }) : text),
  ]);
  // Object.fromEntries forgets its key type; each of the styles has an entry.
  return Object.fromEntries(entries) as Paint;
}

/** NO_COLOR beats all, then FORCE_COLOR, then whether it is a terminal that can (no-color.org). */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}
