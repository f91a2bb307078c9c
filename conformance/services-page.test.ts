import { expect, test } from 'vitest'
import { servicesPage } from './services-page.ts'

test('docs/reference/services.md is what the declarations and the catalogue say', async () => {
  await expect(servicesPage()).toMatchFileSnapshot('../docs/reference/services.md')
})
