import { type Connect, connector, type Session } from './session.ts'

/**
 * Connections whose plans are made once: one that knows that a question has few keys, or a batch few rows, seems cheaper than one for any number, and
 * would be made anew each time, which takes longer than to answer it (0.48 ms for a start's name, 0.24 without). `settings`: as of a connector.
 */
export function connectPlanningOnce(url: string, settings: string, open?: Set<Session>): Connect {
  return connector(url, `${settings}; SET plan_cache_mode = force_generic_plan`, open)
}
