import type { ReactNode } from 'react'
import { lazyPart, type Part } from '../components/lazy-part.tsx'
import { Waiting } from '../components/waiting.tsx'
import { fromPathPart } from '../format/arn.ts'
import { loadWords } from '../language/language.ts'

type Words = Parameters<typeof loadWords>[0]

/** A page: its code and the sentences that only it speaks come beside each other. */
function page<Props extends object>(bring: () => Promise<{ default: (props: Props) => ReactNode }>, words?: Words): Part<Props> {
  return lazyPart(
    async () => (await Promise.all([bring(), words && loadWords(words)]))[0],
    () => <Waiting />,
  )
}

const Home = page(() => import('../pages/home.tsx'))
const Executions = page(() => import('../pages/executions.tsx'))
const Machines = page(() => import('../pages/machines.tsx'))
const Machine = page(() => import('../pages/machine.tsx'))
const Execution = page(() => import('../pages/execution.tsx'))
const Compare = page(() => import('../pages/compare.tsx'), 'pages')
const Iam = page(() => import('../pages/iam.tsx'), 'pages')
const Principal = page(() => import('../pages/principal.tsx'), 'pages')
const Open = page(() => import('../pages/open.tsx'), 'pages')
const WaitingPage = page(() => import('../pages/waiting.tsx'), 'pages')
const Metrics = page(() => import('../pages/metrics.tsx'), 'pages')
const Settings = page(() => import('../pages/settings.tsx'), 'pages')
const EditMachine = page(() => import('../studio/edit-machine.tsx'), 'studio')
const NewMachine = page(() => import('../studio/new-machine.tsx'), 'studio')
const TestStatePage = page(() => import('../studio/test-state-page.tsx'), 'studio')
const Functions = page(() => import('../pages/functions.tsx'))
const FunctionPage = page(() => import('../pages/function.tsx'))
const MapRun = page(() => import('../pages/map-run.tsx'))
const Services = page(() => import('../pages/services/services.tsx'), 'services')
const LogGroups = page(() => import('../pages/log-groups.tsx'))
const LogGroupPage = page(() => import('../pages/log-group.tsx'))
const NotFound = page(() => import('../pages/not-found.tsx'))

export interface Place {
  /** The path, with what the page is of as its groups. */
  address: RegExp
  page: { load(): Promise<void> }
  /** Given the groups in plain text; the last ones may be absent. */
  show: (...of: string[]) => ReactNode
  /** Parts that the page begins with, beside its own code: fetched with it. */
  begins?: (search: URLSearchParams) => (() => Promise<unknown>)[]
}

const graph = () => import('../graph/machine-view.tsx')
const editor = () => import('../editor/json-editor.tsx')

const MACHINE_TABS: Record<string, (() => Promise<unknown>)[]> = {
  executions: [() => import('../pages/machine/machine-executions.tsx')],
  definition: [() => import('../pages/machine/machine-definition.tsx'), graph, editor],
}
const FUNCTION_TABS: Record<string, (() => Promise<unknown>)[]> = {
  test: [() => loadWords('pages'), () => import('../pages/function/function-test.tsx'), editor],
}

/** Every address of the console and what stands there; the first that fits counts. */
const PLACES: readonly Place[] = [
  { address: /^\/$/, page: Home, show: () => <Home />, begins: () => [graph] },
  { address: /^\/state-machines\/?$/, page: Machines, show: () => <Machines /> },
  { address: /^\/state-machines\/new\/?$/, page: NewMachine, show: () => <NewMachine /> },
  {
    address: /^\/state-machines\/([^/]+)\/edit\/?$/,
    page: EditMachine,
    show: name => <EditMachine key={name} name={name!} />,
    begins: search => (search.get('mode') === 'code' ? [editor] : []),
  },
  {
    address: /^\/state-machines\/([^/]+)\/?$/,
    page: Machine,
    show: name => <Machine key={name} name={name!} />,
    begins: search => MACHINE_TABS[search.get('tab') ?? 'executions'] ?? [],
  },
  { address: /^\/test-state\/?$/, page: TestStatePage, show: () => <TestStatePage />, begins: () => [editor] },
  { address: /^\/executions\/?$/, page: Executions, show: () => <Executions /> },
  { address: /^\/waiting\/?$/, page: WaitingPage, show: () => <WaitingPage /> },
  {
    address: /^\/executions\/([^/]+)\/compare\/([^/]+)\/?$/,
    page: Compare,
    show: (first, second) => <Compare key={`${first} ${second}`} first={first!} second={second!} />,
  },
  {
    // ARNs of what a distributed Map runs have a slash in them, and people type them as they are.
    address: /^\/executions\/(arn:.+?|[^/]+)\/?$/,
    page: Execution,
    show: arn => <Execution key={arn} arn={arn!} />,
    begins: search => ((search.get('view') ?? 'graph') === 'graph' ? [graph] : []),
  },
  { address: /^\/map-runs\/(arn:.+?|[^/]+)\/?$/, page: MapRun, show: arn => <MapRun key={arn} arn={arn!} /> },
  { address: /^\/functions\/?$/, page: Functions, show: () => <Functions /> },
  {
    address: /^\/functions\/([^/]+)\/?$/,
    page: FunctionPage,
    show: name => <FunctionPage key={name} name={name!} />,
    begins: search => FUNCTION_TABS[search.get('tab') ?? 'test'] ?? [],
  },
  {
    address: /^\/services(?:\/([^/]+))?(?:\/([^/]+))?\/?$/,
    page: Services,
    show: (kind, name) => <Services key={`${kind}/${name}`} kind={kind} name={name} />,
  },
  { address: /^\/open\/?$/, page: Open, show: () => <Open /> },
  { address: /^\/metrics\/?$/, page: Metrics, show: () => <Metrics /> },
  { address: /^\/settings\/?$/, page: Settings, show: () => <Settings /> },
  { address: /^\/iam\/?$/, page: Iam, show: () => <Iam /> },
  { address: /^\/iam\/roles\/([^/]+)\/?$/, page: Principal, show: name => <Principal key={name} kind="Role" name={name!} /> },
  { address: /^\/iam\/users\/([^/]+)\/?$/, page: Principal, show: name => <Principal key={name} kind="User" name={name!} /> },
  { address: /^\/logs\/?$/, page: LogGroups, show: () => <LogGroups /> },
  { address: /^\/logs\/(.*[^/])\/?$/, page: LogGroupPage, show: group => <LogGroupPage key={group} name={group!} /> },
  { address: /./, page: NotFound, show: () => <NotFound /> },
]

/** The place of a path, and what the page there is of. */
export function placeAt(path: string): { place: Place; of: string[] } {
  for (const place of PLACES) {
    const match = place.address.exec(path)
    // A group that took no part stays undefined, as the pages expect it.
    if (match) return { place, of: match.slice(1).map(part => part && fromPathPart(part)) }
  }
  return { place: PLACES.at(-1)!, of: [] }
}

/** Fetches what stands at an address; resolves when its page can be drawn. Parts of it that fail are told where the page shows them. */
export async function loadPlace(address: string): Promise<void> {
  const { pathname, searchParams } = new URL(address, location.origin)
  const { place } = placeAt(pathname)
  const parts = (place.begins?.(searchParams) ?? []).map(bring => bring().catch(() => undefined))
  await Promise.all([place.page.load(), ...parts])
}
