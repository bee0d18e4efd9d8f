import { createContext } from 'react';

/** Whether the service is heard: what is shown else is what it said last. */
export const ServiceLineContext = createContext(true);
