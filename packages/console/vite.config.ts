import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // Nothing inline: the server's content security policy allows scripts from files only.
  build: {
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    // Left alone, the bundler makes a chunk of every few lines that two pages share: forty requests for one page.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: 'vendor',
              priority: 30,
              test: /preload-helper|rolldown[\\/]runtime|node_modules\/(react|react-dom|scheduler|i18next|react-i18next|void-elements|html-parse-stringify|wouter|regexparam|mitt|use-sync-external-store|@tanstack\/(query-core|react-query))\//,
            },
            {
              name: 'editor',
              priority: 20,
              test: /node_modules\/(@codemirror|@lezer|crelt|style-mod|w3c-keyname|@marijn)\/|src\/editor\/(json-editor|editor-theme)/,
            },
            {
              name: 'graph',
              priority: 20,
              test: /node_modules\/(@xyflow|d3-[a-z]+|zustand|classcat)\/|packages\/graph\/src\/(view|layout\/(route|neighbour))|console\/src\/graph\//,
            },
            { name: 'shape', priority: 20, test: /node_modules\/jsonc-parser\/|packages\/graph\/src\/shape/ },
            {
              name: 'run',
              priority: 10,
              test: /console\/src\/(history\/|live\/use-live-execution|pages\/execution\/(now-line|neighbours|failure-card)|editor\/state-ranges|api\/logs)/,
            },
            {
              name: 'core',
              priority: 5,
              test: /console\/src\/(api\/(aws-|executions|step-functions|lambda)|app|components|format|live)\b/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    port: 8084,
    proxy: {
      // The APIs share `/` with the pages: what the SDKs send is signed, what the live streams ask for begins with `/_pasos`.
      '/': {
        target: 'http://localhost:8083',
        bypass: request => (request.headers.authorization || request.url?.startsWith('/_pasos') ? undefined : request.url),
      },
    },
  },
})
