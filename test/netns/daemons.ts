import { INTERFACE, type Lab, sleep } from '../../src/edge/lab.ts'
import { Frr, Keepalived } from '../../src/edge/lab-daemons.ts'
import { frrConfig, keepalivedConfig } from './configs.ts'
import { intervalsMs, KEEPALIVED, type Kind, settingsOf, virtualOf } from './matrix.ts'

// A daemon that serves all kinds of a scene, one virtual router each, and what of it the scene has to know.

export interface Daemon {
  start(): Promise<void>
  /** Without goodbye. */
  crash(): Promise<void>
  /** With priority 0. */
  stop(): Promise<void>
  /** From now on it pre-empts or not, also while it runs. */
  setPreempt(preempt: boolean): Promise<void>
  /** Of each kind in their order; undefined before it has one. */
  states(): Promise<('Active' | 'Backup' | undefined)[]>
  log(): string
}

export function keepalivedDaemon(lab: Lab, host: string, kinds: readonly Kind[]): Daemon {
  const config = (preempt: boolean) =>
    kinds
      .map((kind) => {
        const intervalSec = intervalsMs(kind).theirs / 1000
        const extra = preempt ? [] : ['nopreempt']
        return keepalivedConfig(settingsOf(kind, KEEPALIVED, { intervalSec, extra }))
      })
      .join('\n')
  const daemon = new Keepalived(lab, host, config(true))
  return {
    start: () => daemon.start(),
    crash: () => daemon.crash(),
    stop: () => daemon.stop(),
    setPreempt: async (preempt) => daemon.reload(config(preempt)),
    async states() {
      const entered = daemon.log().matchAll(/\((VI_\d+)\) Entering (MASTER|BACKUP) STATE/g)
      const last = new Map([...entered].map(([, instance, state]) => [instance, state]))
      return kinds.map(({ vrid }) => {
        const state = last.get(`VI_${vrid}`)
        return state === 'MASTER' ? 'Active' : state === 'BACKUP' ? 'Backup' : undefined
      })
    },
    log: () => daemon.log(),
  }
}

export async function frrDaemon(lab: Lab, host: string, kinds: readonly Kind[]): Promise<Daemon> {
  const config = kinds.map((kind) =>
    frrConfig({
      version: kind.version,
      vrid: kind.vrid,
      priority: kind.priority,
      intervalMs: intervalsMs(kind).theirs,
      addresses: [virtualOf(kind)],
    }),
  )
  const daemon = new Frr(lab, host, config.join('\n'))
  for (const kind of kinds)
    await daemon.addVirtualRouter({ ...kind, addresses: [`${virtualOf(kind)}/${kind.family === 4 ? 24 : 64}`] })
  let preempts = true
  const preemption = () => kinds.map(({ vrid }) => `${preempts ? '' : 'no '}vrrp ${vrid} preempt`)
  let running = false
  return {
    async start() {
      await daemon.start()
      running = true
      if (!preempts) await daemon.configure([`interface ${INTERFACE}`, ...preemption()])
    },
    async crash() {
      running = false
      await daemon.crash()
    },
    stop: () => daemon.stop(),
    async setPreempt(preempt) {
      preempts = preempt
      if (running) await daemon.configure([`interface ${INTERFACE}`, ...preemption()])
    },
    async states() {
      await sleep(100) // its shell is a program
      const all = JSON.parse((await daemon.shell('show vrrp json')) || '[]') as FrrStatus[]
      return kinds.map(({ vrid, family }) => {
        const status = all.find((one) => one.vrid === vrid)?.[`v${family}`].status
        return status === 'Master' ? 'Active' : status === 'Backup' ? status : undefined
      })
    },
    log: () => daemon.log(),
  }
}

interface FrrStatus {
  readonly vrid: number
  readonly v4: { readonly status: string }
  readonly v6: { readonly status: string }
}
