import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { thirdPartyNotices } from '../../scripts/supply-chain/notices.mjs'
import { shippedPackages } from '../../scripts/supply-chain/shipped.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/@]+)\/(?!.*node_modules\/)/

/** Puts the licences of what the build contains beside it, and fails where it contains something that they do not name. */
function notices(): Plugin {
  return {
    name: 'third-party-notices',
    generateBundle(_options, bundle) {
      const lock = JSON.parse(readFileSync(`${ROOT}package-lock.json`, 'utf8'))
      const named = new Set(shippedPackages(lock, ['packages/console']).map(({ name }) => name))
      const modules = Object.values(bundle).flatMap(file => (file.type === 'chunk' ? Object.keys(file.modules) : []))
      const unnamed = modules.map(id => PACKAGE.exec(id)?.[1]).filter(name => name !== undefined && !named.has(name))
      if (unnamed.length > 0) this.error(`built into the console, but no dependency of it: ${[...new Set(unnamed)].join(', ')}`)
      this.emitFile({
        type: 'asset',
        fileName: 'third-party-notices.txt',
        source: thirdPartyNotices(ROOT, lock, ['packages/console']),
      })
    },
  }
}

export default defineConfig({
  plugins: [react(), notices()],
  // Nothing inline: the server's content security policy allows scripts from files only.
  build: {
    manifest: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // All of it is 14 kB when packed: one request in place of five.
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    reportCompressedSize: false,
    // Left alone, the bundler makes a chunk of every few lines that two pages share: forty requests for one page.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            // What every page needs comes in one piece: who has come once has it.
            {
              name: 'base',
              priority: 30,
              test: /preload-helper|rolldown[\\/-]runtime|node_modules\/(react|react-dom|scheduler|i18next|react-i18next|void-elements|html-parse-stringify|wouter|regexparam|mitt|use-sync-external-store|@tanstack\/(query-core|react-query)|jsonc-parser)\/|asl\/src\/numbers-in-text|graph\/src\/(shape\/|ask-worker)|graph\/src\/run\/(status-icon|duration)|console\/src\/(api\/(aws-|rest-call|call-server|answer-of|executions|step-functions|lambda|logs|page-queries|drafts|iam\.|sqs|sns|dynamodb)|app\/(?!palette|shortcut-help)|components\/(?!chart|alias-form|row-)|format\/(?!zip)|live\/(?!use-live-execution)|language\/(index|language)|pages\/(executions\/execution-filter|iam\/principal-path)|editor\/(state-ranges|use-findings|check-in-worker))\b/,
            },
            {
              name: 'editor',
              priority: 20,
              test: /node_modules\/(@codemirror|@lezer|crelt|style-mod|w3c-keyname|@marijn)\/|src\/editor\/(json-editor|editor-theme|yaml-language)/,
            },
            {
              name: 'graph',
              priority: 20,
              test: /node_modules\/(@xyflow|d3-[a-z]+|zustand|classcat)\/|packages\/graph\/src\/(view|document\/places|run\/taken|layout\/(route|neighbour))|console\/src\/graph\/(?!definition-diff)/,
            },
            // Long lists of which only what is in sight is drawn.
            {
              name: 'rows',
              priority: 11,
              test: /components\/row-(window|places)|pages\/execution\/(step-table|events-view|filter-events)/,
            },
            {
              name: 'run',
              priority: 11,
              test: /graph\/src\/run\/(?!status-icon|taken|duration)|console\/src\/(history\/|live\/use-live-execution|pages\/execution\/(now-line|neighbours|failure-card|step-(?!table)|iteration-grid|input-output)|pages\/execution\/task-token)|asl\/src\/insight\/|check\/catalogue\/fill-in|integrations\/src\/(resource\.|remembered)|node_modules\/@noble\/hashes\/(utils|legacy|_md|_u64)|asl\/src\/spelled-numbers|console\/src\/studio\/(studio\.css|test-state-page|state-trial|value-at-path|simulation\/(mock-field|mocks))|asl\/src\/(json\.|path\/json-equality)/,
            },
            {
              name: 'document',
              priority: 10,
              test: /packages\/graph\/src\/(document|difference)\/|console\/src\/graph\/definition-diff/,
            },
            { name: 'api', priority: 4, test: /console\/src\/api\// },
            // The Studio comes in one piece, but for what only few need of it.
            { name: 'studio', priority: 10, test: /console\/src\/studio\/(?!terraform-dialog|notation\/yaml-notation|.*\.worker)/ },
            { name: 'services', priority: 10, test: /console\/src\/pages\/services\// },
            {
              name: 'machine',
              priority: 10,
              test: /console\/src\/pages\/(machine\.tsx|use-machine|machine\/(machine-details|machine-executions|delete-machine)|executions\/(execution-list|use-executions|execution-filters|saved-views|view-choice))/,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es', plugins: () => [notices()] },
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
