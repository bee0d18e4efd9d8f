import { type Diagnosis, ok, warning } from '../../diagnosis.ts';

/**
 * Whether the server lets in all that the machines of a fleet may open. Where it gives fewer, all goes well as long as few
 * passes run at once, and those that find no connection left fail.
 */
export function judgeSessions({
  most,
  pages,
  given,
}: {
  readonly most: number;
  /** Clinics whose pages each machine is counted with as open. */
  readonly pages: number;
  readonly given: number;
}): Diagnosis {
  const found = {
    ru: `машинам парка может понадобиться соединений: ${most} (если на каждой открыты страницы не более чем ${pages} клиник), сервер даёт ${given} (max_connections)`,
    en: `the machines of the fleet may need ${most} connections (with pages of at most ${pages} clinics open on each), the server gives ${given} (max_connections)`,
  };
  if (most <= given) return ok('sessions', found);
  return warning('sessions', {
    code: 'DOCTOR_FLEET_SESSIONS',
    found,
    advice: {
      ru: 'Увеличьте max_connections на сервере PostgreSQL или уменьшите FLEET_PLACES на машинах',
      en: 'Raise max_connections of the PostgreSQL server, or lower FLEET_PLACES on the machines',
    },
  });
}
