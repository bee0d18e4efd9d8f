import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { lexer, type Token, walkTokens } from 'marked';

export const root = join(import.meta.dirname, '..', '..');

/** A Markdown file of the project. */
export interface Document {
  /** Below the project's root. */
  readonly path: string;
  readonly links: readonly string[];
  /** Headings as the anchors that links name them by. */
  readonly anchors: ReadonlySet<string>;
  /** Code blocks, and code within lines. */
  readonly blocks: readonly { readonly language: string; readonly text: string }[];
  readonly spans: readonly string[];
}

/** Everything that people read of the project. */
export function documents(): readonly Document[] {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, 'docs', name));
  const tops = ['README.md', 'README.ru.md', 'SPEC.md', 'CONTRIBUTING.md'];
  return [...tops.map((name) => join(root, name)), ...pages].map(read);
}

function read(file: string): Document {
  const links: string[] = [];
  const anchors = new Set<string>();
  const blocks: { language: string; text: string }[] = [];
  const spans: string[] = [];
  void walkTokens(lexer(readFileSync(file, 'utf8')), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(String(token.href));
    if (token.type === 'heading') anchors.add(anchorOf(plain(token.tokens ?? [])));
    if (token.type === 'code') blocks.push({ language: token.lang ?? '', text: token.text });
    if (token.type === 'codespan') spans.push(token.text);
  });
  return { path: relative(root, file), links, anchors, blocks, spans };
}

function plain(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      'tokens' in token && token.tokens ? plain(token.tokens) : 'text' in token ? token.text : '',
    )
    .join('');
}

/** As code hosts make them: lower case, blanks to dashes, punctuation dropped. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
