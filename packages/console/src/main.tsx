import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '@pasos/graph/theme.css'
import './theme/base.css'
import './theme/controls.css'
import './theme/console.css'
import { askedAgainAfterMs, isAskedAgain } from './api/asked-again.ts'
import { App } from './app/app.tsx'
import { askFirst } from './app/first-questions.ts'
import { loadOnApproach } from './app/load-on-approach.ts'
import { loadPlace } from './app/places.tsx'
import { followAppearance, preferences } from './app/preferences.ts'
import { browserLanguage, startLanguage } from './language/language.ts'

const queries = new QueryClient({
  // What changes by itself is told by the server's streams; the rest may be a few seconds old.
  defaultOptions: {
    queries: { staleTime: 5_000, retry: isAskedAgain, retryDelay: askedAgainAfterMs, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
})

followAppearance()
// Data, code and words come beside each other, and what is drawn first is the page itself.
askFirst(queries, location)
const speaking = startLanguage(preferences().language ?? browserLanguage(navigator.languages))
// A page that cannot be loaded says so itself.
await Promise.all([speaking, loadPlace(location.href).catch(() => undefined)])
loadOnApproach(loadPlace)

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
)
