/** What the database holds is not what was written. */
export class DamagedRow extends Error {}
