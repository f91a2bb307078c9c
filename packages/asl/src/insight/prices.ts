/** What AWS asks for, in US dollars, without its free tier. */
export interface Prices {
  region: string
  /** When the page was read. */
  asOf: string
  source: string
  /** Standard: for each state transition. */
  transition: number
  /** Express: for each request. */
  request: number
  /** Express: for each GB and second of the first tier (1,000 GB-hours a month). */
  gigabyteSecond: number
}

/**
 * Standard's price is in the table of AWS's page; Express's request and first tier are as others quote that page (2026-03-14), whose stored
 * copies lack that table.
 */
export const PRICES: Prices = {
  region: 'us-east-1',
  asOf: '2026-11-26',
  source: 'https://aws.amazon.com/step-functions/pricing/ (a stored copy)',
  transition: 0.025 / 1_000,
  request: 1 / 1_000_000,
  gigabyteSecond: 0.000_016_67,
}
