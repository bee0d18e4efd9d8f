export const healthcheckRu = {
  healthcheck: {
    description: 'Жива ли служба: спрашивает её /healthz, код 0 или 1',
    alive: 'Служба работает.',
    down: (url: string, reason: string) => `Служба не отвечает: ${url} (${reason})`,
  },
};
