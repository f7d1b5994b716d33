import type { Finding } from '../../../src/checks/finding.ts'
import { capturesIn } from '../../observe/audit.ts'
import { audited } from '../audit.ts'
import type { Scene } from '../scene.ts'

/** What is shown to the rules: a scene made by hand, or a real capture. */
export type Input = () => readonly Finding[] | Promise<readonly Finding[]>

/** One input that makes a rule fire and one, as like it as can be, at which it stays silent. */
export interface Example {
  readonly fires: Input
  readonly silent: Input
}

export const scene =
  (made: Scene, options?: Parameters<Scene['findings']>[0]): Input =>
  () =>
    made.findings(options)

/** The captures of a directory under fixtures/captures, or one file. */
export const capture =
  (name: string): Input =>
  () =>
    audited(/\.pcap(ng)?$/.test(name) ? [name] : capturesIn(name))
