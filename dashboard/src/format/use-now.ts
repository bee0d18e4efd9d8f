import { createContext, useContext, useEffect, useState } from 'react';

/** How far the service's clock is ahead of the browser's, in ms: ages are told by the service's. */
export const ClockSkewContext = createContext(0);

/** The present time, moving on every `everyMs`: for ages and «in 2 minutes». */
export function useNow(everyMs = 1000): number {
  const skew = useContext(ClockSkewContext);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now + skew;
}
