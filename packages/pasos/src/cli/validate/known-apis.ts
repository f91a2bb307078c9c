import { inputShape, sdkActions } from '@pasos/models'

/** What AWS's APIs have and take: the checks of a definition by itself know what CreateStateMachine knows. */
export const knownApis = { inputShape, sdkActions }
