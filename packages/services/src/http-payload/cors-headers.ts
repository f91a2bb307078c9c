/** Who may call from pages of other sites, as HTTP APIs and function URLs are told. */
export interface CorsSettings {
  AllowCredentials?: boolean | undefined
  AllowHeaders?: readonly string[] | undefined
  AllowMethods?: readonly string[] | undefined
  AllowOrigins?: readonly string[] | undefined
  ExposeHeaders?: readonly string[] | undefined
  MaxAge?: number | undefined
}

/** The headers that a page of `origin` is to be answered with; none where it may not call. */
export function corsHeaders(cors: CorsSettings | undefined, origin: string | undefined): Record<string, string> {
  if (!cors || origin === undefined) return {}
  const allowed = cors.AllowOrigins ?? []
  if (!allowed.includes('*') && !allowed.includes(origin)) return {}
  const listed = (name: string, values: readonly string[] | undefined) => (values?.length ? { [name]: values.join(',') } : {})
  return {
    'access-control-allow-origin': allowed.includes('*') && !cors.AllowCredentials ? '*' : origin,
    ...(cors.AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...listed('access-control-allow-methods', cors.AllowMethods),
    ...listed('access-control-allow-headers', cors.AllowHeaders),
    ...listed('access-control-expose-headers', cors.ExposeHeaders),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
    vary: 'Origin',
  }
}
