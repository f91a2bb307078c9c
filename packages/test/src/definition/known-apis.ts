import { inputShape, sdkActions } from '@pasos/models'

/** What AWS's APIs have and take, to which CreateStateMachine and TestState hold a definition. */
export const knownApis = { inputShape, sdkActions }
