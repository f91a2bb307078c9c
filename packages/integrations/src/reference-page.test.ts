import { expect, test } from 'vitest'
import { referencePage } from './reference-page.ts'

test('docs/reference/optimized-integrations.md is what the catalogue says (vitest -u writes it anew)', async () => {
  await expect(referencePage()).toMatchFileSnapshot('../../../docs/reference/optimized-integrations.md')
})
