import { type RefObject, useEffect } from 'react';

const reachable = ':is(a[href], button, input, select, textarea, summary):not(:disabled)';

/**
 * A button that rests while it works, or that its own success replaces, takes the focus with it: whoever works by keyboard
 * would begin at the top of the page again. The focus comes back with the button, or goes to what stands nearest to where
 * it was.
 */
export function useKeptFocus(content: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = content.current;
    if (root === null) return;
    let last: HTMLElement | null = null;
    let around: readonly Element[] = [];
    const remember = ({ target }: Event) => {
      last = target instanceof HTMLElement && target !== root ? target : null;
      around = last === null ? [] : ancestors(last, root);
    };
    // Whoever clicks beside everything wants the focus nowhere.
    const forget = () => {
      last = null;
    };
    const bringBack = () => {
      if (last === null || document.activeElement !== document.body) return;
      if (last.isConnected) {
        if (!last.matches(':disabled')) last.focus();
        return;
      }
      nearest(around)?.focus();
    };
    const observer = new MutationObserver(bringBack);
    observer.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    root.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', forget);
    return () => {
      observer.disconnect();
      root.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
    };
  }, [content]);
}

function ancestors(element: Element, root: Element): readonly Element[] {
  const parent = element.parentElement;
  return parent === null ? [] : [parent, ...(parent === root ? [] : ancestors(parent, root))];
}

/** The first one that can be reached within the innermost of these that still stands. */
function nearest(around: readonly Element[]): HTMLElement | null {
  for (const element of around) {
    const found = element.isConnected ? element.querySelector<HTMLElement>(reachable) : null;
    if (found !== null) return found;
  }
  return null;
}
