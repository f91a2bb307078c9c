import type { PagesCatalogue } from './en/pages.ts'
import type { ServicesCatalogue } from './en/services.ts'
import type { StudioCatalogue } from './en/studio.ts'
import type { Catalogue } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Catalogue; studio: StudioCatalogue; services: ServicesCatalogue; pages: PagesCatalogue }
  }
}
