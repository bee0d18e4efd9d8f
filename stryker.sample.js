import { createHash } from 'node:crypto';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

const share = Number(process.env.MUTATE_SHARE ?? '1');
const units = new Set(['FunctionDeclaration', 'ClassMethod', 'ClassPrivateMethod']);
const tops = new Set(['Program', 'ExportNamedDeclaration']);

/**
 * `MUTATE_SHARE=10`: mutates one function in ten, drawn by a hash of its text, so that an area whose tests take hours
 * over all of its mutants can be judged by a sample that anybody can draw again.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'sample', {
    shouldIgnore({ node, parentPath, hub }) {
      if (share <= 1) return undefined;
      const isTop = tops.has(parentPath?.node.type);
      if (!units.has(node.type) && !(isTop && node.type === 'VariableDeclaration'))
        return undefined;
      const text = hub?.file?.code?.slice(node.start, node.end) ?? `${node.start}:${node.end}`;
      const draw = createHash('sha256').update(text).digest().readUInt32BE(0);
      return draw % share === 0 ? undefined : 'not in the sample';
    },
  }),
];
