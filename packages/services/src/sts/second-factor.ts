import { ApiError, type Operation } from '@pasos/wire'

interface Asked {
  SerialNumber?: string | undefined
  TokenCode?: string | undefined
}

/** There are no second factors here: whoever names one is answered as AWS answers where it is not theirs. */
export function withoutSecondFactor<I extends Asked, O>(run: Operation<I, O>): Operation<I, O> {
  return (input, context) => {
    const { SerialNumber, TokenCode } = input
    if (SerialNumber !== undefined && TokenCode !== undefined) {
      throw refused('unable to validate MFA code. Please verify your MFA serial number is valid and associated with this user.')
    }
    if (SerialNumber !== undefined || TokenCode !== undefined) {
      throw refused('must provide both MFA serial number and one time pass code.')
    }
    return run(input, context)
  }
}

function refused(reason: string): ApiError {
  return new ApiError('AccessDenied', `MultiFactorAuthentication failed, ${reason}`, { httpStatus: 403 })
}
