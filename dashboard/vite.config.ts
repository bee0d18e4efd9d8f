import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const libraries =
  /\/node_modules\/(react|react-dom|scheduler|react-i18next|i18next|wouter|regexparam|@tanstack|@mantine\/(core|hooks|notifications|store))\//;

export default defineConfig({
  root: at('.'),
  plugins: [react()],
  build: {
    outDir: at('../dist/dashboard'),
    emptyOutDir: true,
    // The page's CSP allows what comes from the service and nothing else: no data: URLs, no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: {
      output: {
        // What several pages use comes in two files instead of twenty small ones. The charts' library is not among it.
        codeSplitting: {
          groups: [
            { name: 'libraries', test: libraries },
            {
              name: 'shared',
              test: /\/dashboard\/src\/(ui|format|api|theme|language\/[\w-]+\.ts)/,
            },
          ],
        },
      },
    },
  },
});
