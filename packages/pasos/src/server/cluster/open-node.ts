import type { RequestListener } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import {
  type AskOwner,
  askingHome,
  askingOwner,
  type HandOn,
  handingOn,
  homeLane,
  type LaneWatch,
  type NodeCall,
  type NodeServer,
  nodeClient,
  openNodeServer,
  type SharedStore,
  shareLanes,
  watchLanes,
} from '@pasos/cluster'
import type { Clock } from '@pasos/engine'
import { sandboxLevel } from '@pasos/lambda/sandbox'
import type { PostgresNode } from '@pasos/store-postgres'
import { openDeathMarks, takeDataFolder } from '@pasos/store-sqlite'
import type { ChosenStore } from '../chosen-store.ts'
import { hostRules } from '../door/host-names.ts'
import { openInParts } from '../open-in-parts.ts'
import type { FrontOptions, NodePorts } from '../open-listeners.ts'
import { keepExecutionsFor } from '../retention.ts'
import { answeringInPlace } from './answering-in-place.ts'
import { assertReachable } from './assert-reachable.ts'
import { homeStore } from './home-store.ts'
import { lentServer } from './lent-server.ts'
import { type NodeHealthOptions, nodeHealth } from './node-health.ts'
import { type NodeWorker, type NodeWorkerOptions, openNodeWorker } from './node-worker.ts'
import { fingerprintOf, hasAnotherRootKey } from './root-key-of-home.ts'
import { openFrontOfNode, openFunctionsFront } from './standing-front.ts'

/** What the server that this node may become stands on. */
export interface HomePlace {
  store: ChosenStore
  ports: Omit<NodePorts, 'adoptCredential'>
}

/** Where a server stands: on a store of its own, or as a node of a cluster whose turn it is. */
export type ServerPlace = Pick<HomePlace, 'store'> & Partial<HomePlace>

/** A server on that, once it is this node's turn. */
export interface OpenHome {
  exampleDeployed: boolean
  drain(): void
  close(): Promise<void>
}

/** What a node is told that joins others. */
export interface Joining {
  /** Another node serves that database: told with its name. This one hands on to it what it is asked, and takes over when that has gone. */
  onWaiting?: ((node: string) => void) | undefined
  /** The node that serves that database knows its owner by another key than this one, which must have a copy of it before it serves. */
  onOtherRootKey?: (() => void) | undefined
}

export interface NodeOptions
  extends FrontOptions,
    Joining,
    Omit<NodeWorkerOptions, 'node' | 'functionEndpoint' | 'askHome' | 'askOwner' | 'map'> {
  postgres: string
  version: string
  /** Of an encrypted data folder. */
  encryptionKey?: Uint8Array | undefined
  clock: Clock
  /** Where the other nodes reach this one; `port` 0 takes a free one. */
  reachedAt: { host: string; port: number }
  retentionDays: number
  finishMs: number
  /** Whether other nodes than the home may run executions at all. */
  isSpread: boolean
  /** Whether strangers must show that they are the owner, by a key that all nodes have. */
  hasRootKey: boolean
  openHome(place: HomePlace): Promise<OpenHome>
}

export interface OpenNode {
  url: string
  exampleDeployed: boolean
  drain(): void
  close(): Promise<void>
}

const AWAY = 'The database does not answer: what is under way waits for it, and nothing that was acknowledged is lost.'
const pollMs = 20
/** The home's calls go on meanwhile, but for those that wait for a lane. */
const takenUpMs = 3_000

/**
 * One of the nodes on a PostgreSQL. It takes calls at once, and hands them on to the node that has the home's lane; it works on its share of the
 * other lanes; and when the home becomes its own it opens the server there. Resolves as soon as somebody serves.
 */
export function openNode(options: NodeOptions): Promise<OpenNode> {
  return openInParts((parts, close) => assembleNode(options, parts, close))
}

async function assembleNode(options: NodeOptions, parts: Array<() => unknown>, close: () => Promise<void>): Promise<OpenNode> {
  const { folder, report, clock, reachedAt } = options
  let isAway = false
  let isDraining = false
  let isClosing = false
  let isServed = false
  const fail = (error: Error): void => {
    if (!isClosing) options.onFatal(error)
  }
  const own = takeDataFolder(folder, options.encryptionKey)
  parts.push(own.release)
  const { joinPostgres } = await import('@pasos/store-postgres')
  const onAway = (away: boolean): void => {
    isAway = away
  }
  const node: PostgresNode & SharedStore = await joinPostgres({ url: options.postgres, now: clock.now, onAway, onFatal: fail })
  parts.push(node.leave)
  const secret = await node.shared.secret()
  const client = nodeClient(secret)
  parts.push(client.close)
  const watch = await watchLanes(node.seat, report)
  parts.push(watch.close)

  let nodeServer: NodeServer | undefined
  // After all that others may ask for: until then they are told to ask another.
  parts.push(() => nodeServer?.close())
  let calls: Readonly<Record<string, NodeCall>> = {}
  // What is here already needs no way around the network.
  const call = <T>(url: string, name: string, body: object): Promise<T> =>
    url === nodeServer?.url && calls[name] ? (calls[name](body) as Promise<T>) : client.call<T>(url, name, body)
  const handOn = handingOn({ secret, agent: client.agent, ...homeOf(watch) })
  const wellbeing = () => ({ isDraining, reasons: isAway ? [AWAY] : [] })
  const fronts = await openFronts(options, handOn, { wellbeing, isServed: () => isServed }, parts)
  const askOwner = askingOwner({ map: watch, call })
  const { front, functionEndpoint } = fronts
  const asking = { map: watch, askOwner, askHome: askingHome(askOwner) }
  const worker = await openNodeWorker({ ...options, ...asking, onFatal: fail, node, functionEndpoint })
  parts.push(worker.close)
  fronts.workWith(worker)
  const store = homeStore({
    ...{ node, watch, call, askOwner, report },
    ...{ isSpread: options.isSpread, runsAnywhere: options.runsAnywhere, onWaiting: options.onWaiting },
    rootKey: () => (options.hasRootKey ? fingerprintOf(folder) : undefined),
    marks: () => openDeathMarks(own.marksFile),
    reasons: () => wellbeing().reasons,
  })
  calls = { ...worker.calls, ...store.calls }
  nodeServer = await openNodeServer({ ...reachedAt, secret, calls, report })
  await publish(node.seat, nodeServer.url)

  const sharing = shareLanes({ seat: node.seat, gained: worker.gained, report })
  // Nobody waits for it: who owns what must be known while lanes are opened.
  watch.onLook(lanes => void sharing.look(lanes))
  parts.push(keepExecutionsFor(options.retentionDays, { engine: worker, clock, report }))
  const handedOn = { server: nodeServer.server, serve: nodeServer.serveHandedOn }
  const ports = { front: lentServer(front, node.seat.isCurrent), handedOn: lentServer(handedOn, node.seat.isCurrent) }
  let home: OpenHome | undefined
  const opening = options.openHome({ store, ports }).then(opened => {
    home = opened
    if (isDraining) opened.drain()
  })
  let isOpening = true
  opening
    .catch(error => isServed && fail(error instanceof Error ? error : new Error(String(error))))
    .finally(() => {
      isOpening = false
    })
  const closeHome = async (): Promise<void> => {
    if (isOpening) node.seat.stopWaiting()
    await opening.catch(() => undefined)
    await home?.close()
  }
  parts.push(() => {
    isClosing = true
    const others = () => Promise.all([sharing.close(), worker.answers?.close()])
    return leaveLanes({ seat: node.seat, watch, askOwner }, { others, home: closeHome, measuring: worker.stopMeasuring })
  })
  await Promise.race([opening, servedByAnother(watch, node.seat.node, () => isOpening)])
  isServed = true
  // Nobody waits for it: the home may just be changing hands.
  if (options.hasRootKey) void tellOtherRootKey(options, askOwner)
  return {
    url: addressOf(options, front.port),
    exampleDeployed: home?.exampleDeployed ?? false,
    drain() {
      isDraining = true
      home?.drain()
    },
    close,
  }
}

async function tellOtherRootKey({ folder, onOtherRootKey, report }: NodeOptions, askOwner: AskOwner): Promise<void> {
  try {
    if (await hasAnotherRootKey(folder, askOwner)) onOtherRootKey?.()
  } catch (error) {
    report('the root key could not be compared with the home’s', { error })
  }
}

/** The ports of the node, open from the beginning: what comes before there is a worker is handed on. */
async function openFronts(
  options: NodeOptions,
  handOn: HandOn,
  state: Pick<NodeHealthOptions, 'wellbeing' | 'isServed'>,
  parts: Array<() => unknown>,
) {
  const [scheme, hosts] = [schemeOf(options), hostRules(options)]
  const facts = { version: options.version, sandbox: sandboxLevel(options.sandbox) }
  let worker: NodeWorker | undefined
  let take = handOn
  const taking: HandOn = (...request) => take(...request)
  const isDraining = () => state.wellbeing().isDraining
  const withHealth = (listener: RequestListener) => nodeHealth({ hosts, scheme, facts, ...state }, listener)
  const front = await openFrontOfNode({ ...options, handOn: taking, withHealth, isDraining })
  parts.push(() => front.close(options.finishMs))
  const functions = await openFunctionsFront(taking, accessKeyId => worker?.ownCredential(accessKeyId))
  parts.push(() => functions.close(0))
  return {
    front,
    functionEndpoint: () => `http://127.0.0.1:${functions.port}`,
    workWith(opened: NodeWorker) {
      worker = opened
      take = answeringInPlace({ answers: opened.answers, handOn, scheme, hosts })
    },
  }
}

/** Each lane goes to another node as soon as nothing of it is under way here any more; the home's after those that its calls wait for. */
async function leaveLanes(
  place: { seat: PostgresNode['seat']; watch: LaneWatch; askOwner: AskOwner },
  close: Readonly<Record<'others' | 'home' | 'measuring', () => Promise<unknown>>>,
): Promise<void> {
  const { seat, watch } = place
  // Where the database is away it is said with the next renewal.
  await seat.sayLeaving().catch(() => undefined)
  try {
    await close.others()
    if (watch.nodeOf(homeLane) === seat.node) await takenUp(place, watch.shared)
  } finally {
    await close.home()
    await close.measuring()
    // Until then some ask here, and are told to ask another.
    await takenUp(place, [homeLane])
  }
}

/** Resolves when each of these lanes is another's, who works on it, where there is anybody to have it; or after a while. */
async function takenUp({ seat, watch, askOwner }: Parameters<typeof leaveLanes>[0], lanes: readonly number[]): Promise<void> {
  const others = await seat.nodes().catch(() => [])
  if (!others.some(({ node, url, isLeaving }) => node !== seat.node && url !== null && !isLeaving)) return
  const giveUp = Date.now() + takenUpMs
  const taken = async (lane: number): Promise<void> => {
    while (Date.now() < giveUp && [undefined, seat.node].includes(watch.nodeOf(lane))) await wait(pollMs)
    // A node of the version before knows no such question.
    if (lane !== homeLane) await askOwner({ lane, name: 'ready', body: { lane, revision: 0 }, isRepeatable: true }).catch(() => undefined)
  }
  await Promise.race([Promise.all(lanes.map(taken)), wait(takenUpMs, undefined, { ref: false })])
}

async function publish(seat: PostgresNode['seat'], url: string): Promise<void> {
  await seat.publish(url)
  const known = await seat.nodes()
  assertReachable(known.find(({ node }) => node === seat.node) ?? { name: '', url }, known)
}

function schemeOf({ tls }: FrontOptions): 'http' | 'https' {
  return tls ? 'https' : 'http'
}

function addressOf(options: FrontOptions, port: number): string {
  const { host } = options
  return `${schemeOf(options)}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Where the home is, and that it has moved. */
function homeOf({ urlOf, onMove }: LaneWatch): Pick<Parameters<typeof handingOn>[0], 'homeUrl' | 'onMove'> {
  return { homeUrl: () => urlOf(homeLane), onMove: (url, told) => onMove(homeLane, url, told) }
}

/** Resolves when another node has the home's lane, and can be reached. */
async function servedByAnother(watch: LaneWatch, me: number, isWanted: () => boolean): Promise<void> {
  while (isWanted() && (watch.nodeOf(homeLane) === me || watch.urlOf(homeLane) === undefined)) await wait(pollMs)
  // What kept this one from serving is told by whoever tried.
  if (!isWanted()) await new Promise(() => undefined)
}
