import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@pasos/graph/theme.css'
import './theme/base.css'
import './theme/controls.css'
import './theme/console.css'
import { App } from './app/app.tsx'
import { followAppearance, preferences } from './app/preferences.ts'
import { warm } from './app/warm.ts'
import { browserLanguage, startLanguage } from './language/language.ts'

followAppearance()
warm(location.pathname)
await startLanguage(preferences().language ?? browserLanguage(navigator.languages))

const queries = new QueryClient({
  // What changes by itself is told by the server's streams; the rest may be a few seconds old.
  defaultOptions: { queries: { staleTime: 5_000, retry: 1, refetchOnWindowFocus: true } },
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
