import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Waiting } from '../components/waiting.tsx'
import { fromPathPart } from '../format/arn.ts'
import { loadWords } from '../language/language.ts'
import { PageBoundary } from './page-boundary.tsx'
import { Shell } from './shell.tsx'

const Home = lazy(() => import('../pages/home.tsx'))
const Executions = lazy(() => import('../pages/executions.tsx'))
const Machines = lazy(() => import('../pages/machines.tsx'))
const Machine = lazy(() => import('../pages/machine.tsx'))
const Execution = lazy(() => import('../pages/execution.tsx'))
const Compare = lazy(async () => {
  await loadWords('pages')
  return import('../pages/compare.tsx')
})
const Iam = lazy(async () => {
  await loadWords('pages')
  return import('../pages/iam.tsx')
})
const Principal = lazy(async () => {
  await loadWords('pages')
  return import('../pages/principal.tsx')
})
const Open = lazy(async () => {
  await loadWords('pages')
  return import('../pages/open.tsx')
})
const WaitingPage = lazy(async () => {
  await loadWords('pages')
  return import('../pages/waiting.tsx')
})
const Metrics = lazy(async () => {
  await loadWords('pages')
  return import('../pages/metrics.tsx')
})
const Settings = lazy(async () => {
  await loadWords('pages')
  return import('../pages/settings.tsx')
})
const EditMachine = lazy(async () => {
  await loadWords('studio')
  return import('../studio/edit-machine.tsx')
})
const NewMachine = lazy(async () => {
  await loadWords('studio')
  return import('../studio/new-machine.tsx')
})
const TestStatePage = lazy(async () => {
  await loadWords('studio')
  return import('../studio/test-state-page.tsx')
})
const Functions = lazy(() => import('../pages/functions.tsx'))
const FunctionPage = lazy(() => import('../pages/function.tsx'))
const MapRun = lazy(() => import('../pages/map-run.tsx'))
const Services = lazy(async () => {
  await loadWords('services')
  return import('../pages/services/services.tsx')
})
const LogGroups = lazy(() => import('../pages/log-groups.tsx'))
const LogGroupPage = lazy(() => import('../pages/log-group.tsx'))
const NotFound = lazy(() => import('../pages/not-found.tsx'))

export function App() {
  return (
    <Shell>
      <PageBoundary>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/">
              <Home />
            </Route>
            <Route path="/state-machines">
              <Machines />
            </Route>
            <Route path="/state-machines/new">
              <NewMachine />
            </Route>
            <Route path="/state-machines/:name/edit">{({ name }) => <EditMachine key={name} name={fromPathPart(name)} />}</Route>
            <Route path="/state-machines/:name">{({ name }) => <Machine key={name} name={fromPathPart(name)} />}</Route>
            <Route path="/test-state">
              <TestStatePage />
            </Route>
            <Route path="/executions">
              <Executions />
            </Route>
            <Route path="/waiting">
              <WaitingPage />
            </Route>
            <Route path="/executions/:arn/compare/:other">
              {({ arn, other }) => <Compare key={`${arn} ${other}`} first={fromPathPart(arn)} second={fromPathPart(other)} />}
            </Route>
            <Route path="/executions/:arn">{({ arn }) => <Execution key={arn} arn={fromPathPart(arn)} />}</Route>
            <Route path="/map-runs/:arn">{({ arn }) => <MapRun key={arn} arn={fromPathPart(arn)} />}</Route>
            <Route path="/functions">
              <Functions />
            </Route>
            <Route path="/functions/:name">{({ name }) => <FunctionPage key={name} name={fromPathPart(name)} />}</Route>
            <Route path="/services/:kind?/:name?">
              {({ kind, name }) => <Services key={`${kind}/${name}`} kind={kind} name={name && fromPathPart(name)} />}
            </Route>
            <Route path="/open">
              <Open />
            </Route>
            <Route path="/metrics">
              <Metrics />
            </Route>
            <Route path="/settings">
              <Settings />
            </Route>
            <Route path="/iam">
              <Iam />
            </Route>
            <Route path="/iam/roles/:name">{({ name }) => <Principal key={name} kind="Role" name={fromPathPart(name)} />}</Route>
            <Route path="/iam/users/:name">{({ name }) => <Principal key={name} kind="User" name={fromPathPart(name)} />}</Route>
            <Route path="/logs">
              <LogGroups />
            </Route>
            <Route path="/logs/:group">{({ group }) => <LogGroupPage key={group} name={fromPathPart(group)} />}</Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </PageBoundary>
    </Shell>
  )
}
