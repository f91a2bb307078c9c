import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { theme } from './theme-tokens.ts'

/** Writes Cloudscape's theme overrides as plain CSS, so that the page needs neither the theming runtime nor a script to look right. */
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(root, 'node_modules', '.theme-'))
try {
  const bundle = join(folder, 'theming.mjs')
  await build({
    stdin: { contents: "export { generateThemeStylesheet } from '@cloudscape-design/components/theming'", resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: bundle,
    loader: { '.css': 'empty' },
    logLevel: 'error',
  })
  const { generateThemeStylesheet } = await import(pathToFileURL(bundle).href)
  writeFileSync(join(root, 'src/theme/cloudscape-theme.css'), `${generateThemeStylesheet({ theme })}\n`)
} finally {
  rmSync(folder, { recursive: true })
}
