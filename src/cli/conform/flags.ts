import type { ConformFormat } from './render.ts'

export const LABS = ['keepalived', 'frr', 'self'] as const
export type LabName = (typeof LABS)[number]

/** What was asked of `conform`. */
export interface ConformFlags {
  readonly format: ConformFormat
  readonly device?: string
  readonly lab?: LabName
  readonly virtual: boolean
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly vrrpVersion?: 2 | 3
  readonly family?: 4 | 6
  readonly useVmac: boolean
  readonly strict: boolean
  readonly labConfig: readonly string[]
  readonly binary?: string
  readonly baseline?: string
  readonly evidence?: string
  readonly yesThisIsALab: boolean
  readonly list: boolean
  readonly coverage: boolean
}
