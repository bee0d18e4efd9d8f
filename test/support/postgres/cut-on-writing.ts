/** A trigger that ends the session which holds the pass lock of a clinic, as soon as somebody writes into a table; tests of other databases have clinics of the same number. */
export const cutOnWriting = (table: string, clinic: string): string => {
  const schema = table.split('.')[0];
  return `create function ${schema}.fall() returns trigger language plpgsql as $$ begin
      perform pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'
        and classid = 1768186881::oid
        and database = (select oid from pg_database where datname = current_database())
        and objid = (select number from ident_amocrm.clinics where schema = '${clinic}')::oid;
      return new;
    end $$;
    create trigger fall before insert on ${table} for each statement
      execute function ${schema}.fall()`;
};
