/** A row whose checksum does not fit: the disk holds something else than was written. */
export class DamagedRow extends Error {}
