import type { LabWish } from './lab-device.ts'
import { virtualAddresses } from './places.ts'

/** One kind of virtual router, and how many of it: cases run side by side on different ones. */
interface Kind {
  readonly count: number
  readonly lines?: readonly string[]
  readonly priority?: number
  readonly intervalSec?: number
}

/** Short where the version can say so. */
const INTERVAL_SEC = { 2: 1, 3: 0.3 } as const

/** keepalived.conf with many virtual routers: most of them plain, some of each kind that a case may need. */
export function keepalivedLabConfig(wish: LabWish, interfaceName: string): string {
  const { version, family, labConfig } = wish
  const isGlobal = (line: string): boolean => /^vrrp_/.test(line)
  const ofInstances = [...(wish.useVmac ? ['use_vmac'] : []), ...labConfig.filter((line) => !isGlobal(line))]
  let vrid = 0
  const instances = kindsOf(wish).flatMap(({ count, ...kind }) =>
    Array.from({ length: count }, () =>
      instance({ ...kind, vrid: ++vrid, version, family }, interfaceName, ofInstances),
    ),
  )
  // The first VRID in the other family, too: elections of the two must not meet.
  if (version === 3)
    instances.push(instance({ vrid: 1, version, family: family === 4 ? 6 : 4 }, interfaceName, ofInstances))
  const globals = [
    'router_id lab',
    `vrrp_version ${version}`,
    ...(wish.strict ? ['vrrp_strict'] : []),
    ...labConfig.filter(isGlobal),
  ]
  return [block('global_defs', globals), ...instances, ''].join('\n')
}

/** With use_vmac every advert reaches the daemon once for each virtual MAC: fewer, or it hears too late. */
const PLAIN = { withVmac: 12, without: 26 } as const

function kindsOf({ version, family, strict, useVmac }: LabWish): Kind[] {
  const owner = { priority: 255, intervalSec: 1, lines: ['state MASTER'] }
  const kinds: Kind[] = [
    { count: useVmac ? PLAIN.withVmac : PLAIN.without },
    { count: 3, lines: ['nopreempt'] },
    { count: 3, ...owner },
    // With vrrp_strict it is the default.
    ...(strict ? [] : [{ count: 2, lines: ['no_accept'] }]),
  ]
  if (version !== 2) return kinds
  const authentication = (type: string): readonly string[] => [
    block('authentication', [`auth_type ${type}`, 'auth_pass s3cret']),
  ]
  kinds.push({ count: 1, intervalSec: 3 })
  if (!strict && family === 4)
    kinds.push({ count: 3, lines: authentication('PASS') }, { count: 4, lines: authentication('AH') })
  return kinds
}

interface Instance extends Omit<Kind, 'count'> {
  readonly vrid: number
  readonly version: 2 | 3
  readonly family: 4 | 6
}

function instance(one: Instance, interfaceName: string, more: readonly string[]): string {
  const { vrid, version, family, priority = 100, intervalSec = INTERVAL_SEC[version], lines = [] } = one
  return block(`vrrp_instance v${family}_${vrid}`, [
    ...(lines.some((line) => line.startsWith('state ')) ? [] : ['state BACKUP']),
    `interface ${interfaceName}`,
    `virtual_router_id ${vrid}`,
    `priority ${priority}`,
    `advert_int ${intervalSec}`,
    ...lines,
    ...more,
    block('virtual_ipaddress', virtualAddresses(family, vrid)),
  ])
}

const block = (name: string, lines: readonly string[]): string =>
  [`${name} {`, ...lines.flatMap((line) => line.split('\n')).map((line) => `    ${line}`), '}'].join('\n')
