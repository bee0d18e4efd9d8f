/** Which requests a rule is for. */
export interface RequestMatch {
  readonly method?: string;
  /** The path's beginning; a text that begins with `^` is a regular expression. */
  readonly path?: string | RegExp;
}

export function matches(match: RequestMatch | undefined, method: string, path: string): boolean {
  if (match?.method && match.method.toUpperCase() !== method) return false;
  if (match?.path === undefined) return true;
  if (match.path instanceof RegExp) return match.path.test(path);
  return match.path.startsWith('^')
    ? new RegExp(match.path).test(path)
    : path.startsWith(match.path);
}
