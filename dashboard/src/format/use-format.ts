import { createContext, useContext } from 'react';
import { createFormat, type Format } from './format.ts';

/** How the page writes numbers and times; set by the frame as soon as language and zone are known. */
export const FormatContext = createContext<Format>(createFormat('ru', 'Europe/Moscow'));

export const useFormat = (): Format => useContext(FormatContext);
