import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type DeviceFile, readDeviceFile } from '../../config/device-file.ts'
import type { Device, DeviceControl, HostRole, Identity, Side, TesterPlace } from '../../conform/device.ts'
import { Hopeless } from '../../conform/verdict.ts'
import { VrrpscopeError } from '../../core/errors.ts'
import { configsOf } from '../configs.ts'
import { type Io, reasonOf } from '../io.ts'
import { Operator } from './operator.ts'
import type { RunProgress } from './progress.ts'

/** The device that a device file describes. Throws `config/...`. */
export async function deviceOf(io: Io, file: string, progress: RunProgress): Promise<Device> {
  const described = readDeviceFile(file, textOf(file))
  const [node] = await configsOf(io, [resolve(dirname(file), described.config)])
  return {
    name: described.name,
    description: described.description,
    routers: node!.routers,
    tester: placeOf(described),
    host: hostOf(described),
    control: controlOf(described, new Operator(io, progress)),
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new VrrpscopeError('config/device-file', `${file}: ${reasonOf(cause)}`, 'name a readable file')
  }
}

function placeOf({ tester }: DeviceFile): TesterPlace {
  const side = (side: Side, family: 4 | 6): Identity[] =>
    tester[side].filter(({ address }) => address.family === family)
  return {
    ipv4: { above: side('above', 4), below: side('below', 4) },
    ipv6: { above: side('above', 6), below: side('below', 6) },
  }
}

function hostOf({ host }: DeviceFile): HostRole {
  return {
    forwardsBetween: host['forwards-between'],
    advertisesRouters: host['router-advertisements'],
    ...(host['proxy-arp'] && { proxyFor: host['proxy-arp'] }),
  }
}

function controlOf({ control, prompt }: DeviceFile, operator: Operator): DeviceControl {
  const way = (
    command: string | undefined,
    words: string,
  ): ((env?: NodeJS.ProcessEnv) => Promise<void>) | undefined => {
    if (command !== undefined) return (env = {}) => run(command, env)
    return prompt ? () => operator.ask(words) : undefined
  }
  const start = way(control.start, 'start the VRRP daemon')
  const stop = way(control.stop, 'stop the VRRP daemon in good order')
  const kill = way(control.kill, 'kill the VRRP daemon')
  const up = way(control['link-up'], 'plug its cable in')
  const down = way(control['link-down'], 'pull its cable')
  const priority = way(control.priority, 'set its priority')
  return {
    ...(start && { start: () => start() }),
    ...(stop && { stop: () => stop() }),
    ...(kill && { kill: () => kill() }),
    ...(up && down && { link: (state) => (state === 'up' ? up() : down()) }),
    ...(priority && { setPriority: (vrid, value) => priority({ VRID: String(vrid), PRIORITY: String(value) }) }),
  }
}

/** A command that fails leaves its case untold, not the run. */
function run(command: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { env: { ...process.env, ...env }, stdio: 'ignore' })
    child.once('error', (cause) => reject(new Hopeless(`the device cannot be controlled: ${reasonOf(cause)}`)))
    child.once('close', (status, signal) => {
      if (status === 0) resolve()
      else reject(new Hopeless(`the device cannot be controlled: ${command} ended with ${status ?? signal}`))
    })
  })
}
