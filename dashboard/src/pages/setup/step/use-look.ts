import { useEffect, useRef } from 'react';

/** Looks by itself, once, where what is known is too old to be shown as true; and again when it has grown old anew. */
export function useLook(isNeeded: boolean, look: () => void): void {
  const hasLooked = useRef(false);
  useEffect(() => {
    if (isNeeded && !hasLooked.current) look();
    hasLooked.current = isNeeded;
  }, [isNeeded, look]);
}
