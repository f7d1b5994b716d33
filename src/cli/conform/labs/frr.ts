import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VrrpscopeError } from '../../../core/errors.ts'
import { loadConfigs } from '../../../edge/config-files.ts'
import { INTERFACE, Lab, missingForLab } from '../../../edge/lab.ts'
import { Frr, macvlanCommands } from '../../../edge/lab-daemons.ts'
import { mustTake } from './lab-config.ts'
import type { LabDevice, LabWish } from './lab-device.ts'
import { DEVICE_ADDRESS, DEVICE_MAC, FORWARDS_BETWEEN, testerPlace, virtualAddresses } from './places.ts'

const DUT = 'dut'
const TESTER = 'tester'
const PLAIN = 27
const NOT_PREEMPTING = 3
const PRIORITY = 100
/**
 * Short where the version can say so. Over IPv6 it cannot be: the macvlan of a router that becomes Active takes a moment
 * to come up, and only the next advert gets out.
 */
const intervalMs = ({ version, family }: LabWish): number => (version === 3 && family === 4 ? 300 : 1000)

/** FRR's vrrpd in a namespace of its own, with many virtual routers. Throws `lab/...`. */
export async function frrLab(wish: LabWish): Promise<LabDevice> {
  const { version, family } = wish
  const missing = missingForLab(['/usr/lib/frr/vrrpd', 'vtysh'])
  if (missing.length > 0) throw new VrrpscopeError('permission/lab', 'a lab cannot be built here', missing.join('; '))
  const lab = await Lab.create([
    { name: DUT, addresses: [DEVICE_ADDRESS], mac: DEVICE_MAC, ipv6: true },
    { name: TESTER, addresses: [] },
  ])
  try {
    // A router forwards: the R flag of its Neighbor Advertisements says so.
    await lab.must(DUT, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'])
    const daemon = new Frr(lab, DUT, frrLabConfig(wish))
    await addMacvlans(lab, wish)
    const [node] = await loadConfigs([daemon.configFile])
    const argv = ['/usr/lib/frr/vrrpd', '-C', '-f', daemon.configFile]
    await mustTake(lab, DUT, daemon.configFile, wish.labConfig, { argv, complaint: /config line (\d+)/ })
    await daemon.start()
    const release = /FRRouting (\S+)/.exec(await daemon.shell('show version'))?.[1] ?? 'of unknown version'
    let leaving: Promise<void> = Promise.resolve()
    return {
      device: {
        name: `FRR ${release}`,
        description: [`version ${version} over IPv${family}`, ...wish.labConfig].join(', '),
        routers: node!.routers,
        tester: testerPlace(true),
        host: { forwardsBetween: FORWARDS_BETWEEN, advertisesRouters: family === 6 },
        control: {
          start: async () => {
            await leaving
            void daemon.start().catch(() => {}) // a daemon that does not come up is not heard
          },
          stop: async () => {
            leaving = daemon.stop()
          },
          link: (state) => (state === 'up' ? lab.linkUp(DUT, 'switch') : lab.linkDown(DUT, 'switch')),
        },
      },
      netns: lab.netns(TESTER),
      interfaceName: INTERFACE,
      runsOn: (router) => router.version === version && router.family === family,
      close: () => lab.close(),
    }
  } catch (cause) {
    await lab.close()
    throw cause
  }
}

const VRIDS = Array.from({ length: PLAIN + NOT_PREEMPTING }, (_, i) => i + 1)

/** The first VRID serves both families: elections of the two must not meet. */
const familiesOf = (vrid: number, { version, family }: LabWish): readonly (4 | 6)[] =>
  vrid === 1 && version === 3 ? [4, 6] : [family]

function frrLabConfig(wish: LabWish): string {
  const lines = VRIDS.flatMap((vrid) => {
    const addresses = familiesOf(vrid, wish).flatMap((family) =>
      virtualAddresses(family, vrid).map((one) => `${family === 4 ? 'ip' : 'ipv6'} ${one.split('/')[0]}`),
    )
    return [
      `vrrp ${vrid} version ${wish.version}`,
      `vrrp ${vrid} priority ${PRIORITY}`,
      `vrrp ${vrid} advertisement-interval ${intervalMs(wish)}`,
      ...(vrid > PLAIN ? [`no vrrp ${vrid} preempt`] : []),
      ...[...addresses, ...wish.labConfig].map((line) => `vrrp ${vrid} ${line}`),
    ]
  })
  return ['log stdout', `interface ${INTERFACE}`, ...lines.map((line) => ` ${line}`), 'exit', ''].join('\n')
}

async function addMacvlans(lab: Lab, wish: LabWish): Promise<void> {
  const commands = VRIDS.flatMap((vrid) =>
    familiesOf(vrid, wish).flatMap((family) => {
      const own = family === 6 ? [linkLocal(vrid)] : []
      return macvlanCommands({ vrid, family, addresses: [...own, ...virtualAddresses(family, vrid)] })
    }),
  )
  const file = join(lab.dir, 'macvlans')
  writeFileSync(file, `${commands.join('\n')}\n`)
  await lab.must(DUT, ['ip', '-batch', file])
}

/** What the kernel would make of the virtual MAC, so that the tester's can lie around it. */
const linkLocal = (vrid: number): string => `fe80::200:5eff:fe00:2${vrid.toString(16).padStart(2, '0')}/64`
