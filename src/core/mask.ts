/** What stands for a secret; its length tells nothing. */
export const MASK = '********'
