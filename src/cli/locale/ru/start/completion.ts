export const completionRu = {
  completion: {
    description: 'Дополнение команд по Tab: печатает сценарий для оболочки',
    shell: 'bash, zsh, fish или powershell',
  },
};
