import {
  type ColumnDefinitionNode,
  type DatabaseIntrospector,
  type DataTypeNode,
  type GeneratedNode,
  IdentifierNode,
  Kysely,
  type KyselyPlugin,
  type OperationNode,
  OperationNodeTransformer,
  PostgresDialect,
  PostgresIntrospector,
  type PostgresPool,
  type QueryId,
  QueryNode,
  RawNode,
  type SchemableIdentifierNode,
  SelectQueryNode,
  sql,
} from 'kysely';
import { isStateTable, type StateTables } from '../shape/schema.ts';

/** The tables of a clinic's schema; what is temporary has none. */
export function tablesIn(schema: string, pool: PostgresPool): Kysely<StateTables> {
  const transformer = new InSchema(schema);
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
  return new Kysely({ dialect: new InSchemaDialect(schema, pool), plugins: [plugin] });
}

class InSchemaDialect extends PostgresDialect {
  readonly #schema: string;

  constructor(schema: string, pool: PostgresPool) {
    super({ pool });
    this.#schema = schema;
  }

  /** Steps of the shape ask what there is: of this schema, and not of another clinic's. */
  override createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    const all = new PostgresIntrospector(db);
    const own = new PostgresIntrospector(db.withPlugin(tablesOf(this.#schema)));
    return {
      getSchemas: () => all.getSchemas(),
      getTables: (options) => own.getTables(options),
    };
  }
}

/**
 * Narrows Kysely's question for tables, which calls `pg_namespace` `ns`: to list the columns of a thousand clinics' schemas
 * takes a server seconds, and each clinic's migration asks twice.
 */
function tablesOf(schema: string): KyselyPlugin {
  const isIn = sql`ns.nspname = ${schema}`.toOperationNode();
  return {
    transformQuery: ({ node }) =>
      SelectQueryNode.is(node) ? QueryNode.cloneWithWhere(node, isIn) : node,
    transformResult: async ({ result }) => result,
  };
}

/**
 * Puts the schema's name before every table of the state, also where raw SQL names it by `sql.table`; and makes of
 * SQLite's types what holds the same here: its integers have 64 bits, its texts compare by their bytes.
 */
class InSchema extends OperationNodeTransformer {
  readonly #schema: string;

  constructor(schema: string) {
    super();
    this.#schema = schema;
  }

  protected override transformSchemableIdentifier(
    node: SchemableIdentifierNode,
    queryId: QueryId,
  ): SchemableIdentifierNode {
    const transformed = super.transformSchemableIdentifier(node, queryId);
    if (transformed.schema !== undefined || !isStateTable(transformed.identifier.name)) {
      return transformed;
    }
    return { ...transformed, schema: IdentifierNode.create(this.#schema) };
  }

  protected override transformColumnDefinition(
    node: ColumnDefinitionNode,
    queryId: QueryId,
  ): ColumnDefinitionNode {
    const { autoIncrement, ...transformed } = super.transformColumnDefinition(node, queryId);
    const dataType = typeHere(transformed.dataType);
    if (autoIncrement !== true) return { ...transformed, dataType };
    return { ...transformed, dataType, generated: identity };
  }
}

const identity: GeneratedNode = { kind: 'GeneratedNode', identity: true, byDefault: true };

const isDataType = (node: OperationNode): node is DataTypeNode => node.kind === 'DataTypeNode';

function typeHere(node: OperationNode): OperationNode {
  if (!isDataType(node)) return node;
  if (node.dataType === 'integer') return { ...node, dataType: 'bigint' } as DataTypeNode;
  if (node.dataType === 'text') return RawNode.createWithSql('text collate "C"');
  return node;
}
