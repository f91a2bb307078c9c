// `npm run build -w packages/graph`: `dist/pasos-graph.js`, the custom element as one file that needs no other, with its types and the
// licences of what it contains.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { thirdPartyNotices } from '../../../scripts/supply-chain/notices.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const source = name => join(root, 'packages', 'graph', 'src', name)
const STYLES = ['theme.css', 'element/element.css', 'view/graph.css'].map(source)
const options = { bundle: true, minify: true, target: 'es2023', logLevel: 'error', absWorkingDir: root }

/** Style sheets go into the script, as the text that the element adopts. */
const styles = {
  name: 'styles',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^pasos-graph:style$/ }, ({ path }) => ({ path, namespace: 'style' }))
    onLoad({ filter: /.*/, namespace: 'style' }, async () => {
      const contents = ['@xyflow/react/dist/base.css', ...STYLES].map(path => `@import ${JSON.stringify(path)};`).join('\n')
      const stdin = { contents, loader: 'css', resolveDir: source('element') }
      const { outputFiles } = await build({ ...options, stdin, write: false })
      return { contents: `export const style = ${JSON.stringify(outputFiles[0].text)}`, loader: 'js' }
    })
    onLoad({ filter: /\.css$/ }, () => ({ contents: '', loader: 'js' }))
  },
}

const out = join(root, 'packages', 'graph', 'dist')
mkdirSync(out, { recursive: true })
await build({
  ...options,
  entryPoints: [source('element/pasos-graph.tsx')],
  outfile: join(out, 'pasos-graph.js'),
  // Runs as a module and as a plain script, which pages opened from a disk may only have.
  format: 'iife',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [styles],
  legalComments: 'none',
  banner: { js: '/* <pasos-graph>, Apache-2.0. What it contains of others: third-party-notices.txt beside it. */' },
})
copyFileSync(source('element/element-types.ts'), join(out, 'pasos-graph.d.ts'))
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
writeFileSync(join(out, 'third-party-notices.txt'), thirdPartyNotices(root, lock, ['packages/graph']))
