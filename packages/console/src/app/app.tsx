import { useMemo } from 'react'
import { Router, useLocation } from 'wouter'
import { afterLoading } from './after-loading.ts'
import { PageBoundary } from './page-boundary.tsx'
import { loadPlace, placeAt } from './places.tsx'
import { Shell } from './shell.tsx'

export function App() {
  const aroundNav = useMemo(() => afterLoading(loadPlace), [])
  return (
    <Router aroundNav={aroundNav}>
      <Shell>
        <PageBoundary>
          <Page />
        </PageBoundary>
      </Shell>
    </Router>
  )
}

function Page() {
  const [path] = useLocation()
  const { place, of } = placeAt(path)
  return place.show(...of)
}
