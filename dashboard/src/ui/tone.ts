/** How something stands, as colours tell it; words always say it too. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';
