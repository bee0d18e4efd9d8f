/** Text that is HTML already: only {@link html} and {@link join} make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? char);

type Part = Markup | string | number | null | false;

const render = (part: Part): string => {
  if (part instanceof Markup) return part.text;
  return part === null || part === false ? '' : escapeText(String(part));
};

/** A template whose values are escaped, every one: nothing that a patient or an account is called can become a tag. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(
    strings
      .map((text, index) => text + render(index < parts.length ? (parts[index] ?? null) : null))
      .join(''),
  );

export const join = (parts: readonly Markup[]): Markup =>
  new Markup(parts.map(({ text }) => text).join(''));
