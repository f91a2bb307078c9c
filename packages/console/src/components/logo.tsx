/** Three steps up and a runner at the top. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="logo-ground" />
      <path d="M6 24h6v-6h6v-6h8" className="logo-steps" />
      <circle cx="25" cy="7" r="3" className="logo-runner" />
    </svg>
  )
}
