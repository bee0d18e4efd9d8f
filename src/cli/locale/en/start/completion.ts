import type { completionRu } from '../../ru/start/completion.ts';

export const completionEn: typeof completionRu = {
  completion: {
    description: 'Completion of commands by Tab: prints a script for the shell',
    shell: 'bash, zsh, fish or powershell',
  },
};
