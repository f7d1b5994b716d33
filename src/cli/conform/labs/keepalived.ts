import { VrrpscopeError } from '../../../core/errors.ts'
import type { ProfileName } from '../../../core/profile-name.ts'
import { loadConfigs } from '../../../edge/config-files.ts'
import { INTERFACE, Lab, missingForLab } from '../../../edge/lab.ts'
import { Keepalived } from '../../../edge/lab-daemons.ts'
import { keepalivedLabConfig } from './keepalived-config.ts'
import { mustTake } from './lab-config.ts'
import type { LabDevice, LabWish } from './lab-device.ts'
import { DEVICE_ADDRESS, DEVICE_MAC, FORWARDS_BETWEEN, testerPlace } from './places.ts'

const DUT = 'dut'
const TESTER = 'tester'

/** keepalived in a namespace of its own, with many virtual routers. Throws `lab/...`. */
export async function keepalivedLab(wish: LabWish): Promise<LabDevice> {
  const { version, family, binary = 'keepalived' } = wish
  const missing = missingForLab([binary])
  if (missing.length > 0) throw new VrrpscopeError('permission/lab', 'a lab cannot be built here', missing.join('; '))
  const lab = await Lab.create([
    { name: DUT, addresses: [DEVICE_ADDRESS], mac: DEVICE_MAC, ipv6: true },
    { name: TESTER, addresses: [] },
  ])
  try {
    // A router forwards: the R flag of its Neighbor Advertisements says so.
    await lab.must(DUT, ['sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'])
    const daemon = new Keepalived(lab, DUT, keepalivedLabConfig(wish, INTERFACE), binary)
    const release = await releaseOf(lab, binary)
    const [node] = await loadConfigs([daemon.configFile], { profile: profileOf(release) })
    const check = { argv: [binary, '-t', '-l', '-G', '-f', daemon.configFile], complaint: /Line (\d+)\)/ }
    await mustTake(lab, DUT, daemon.configFile, wish.labConfig, check)
    await daemon.start()
    let leaving: Promise<void> = Promise.resolve()
    return {
      device: {
        name: `keepalived ${release}`,
        description: sentence(wish),
        routers: node!.routers,
        tester: testerPlace(),
        host: { forwardsBetween: FORWARDS_BETWEEN },
        control: {
          // What is asked of the daemon is asked now; cases measure from here.
          start: async () => {
            await leaving
            void daemon.start().catch(() => {}) // a daemon that does not come up is not heard
          },
          stop: async () => {
            leaving = daemon.stop()
          },
          kill: () => daemon.crash(),
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

async function releaseOf(lab: Lab, binary: string): Promise<string> {
  const { stdout, stderr } = await lab.run(DUT, [binary, '--version'])
  return /Keepalived v(\d+\.\d+\.\d+)/.exec(stdout + stderr)?.[1] ?? 'of unknown version'
}

/** What the release checks of what it receives. */
function profileOf(release: string): ProfileName {
  const [, minor = 0, patch = 0] = release.split('.').map(Number)
  if (minor >= 4) return 'keepalived-2.4'
  return minor === 3 && patch >= 3 ? 'keepalived-2.3.3' : 'keepalived-2.2'
}

const sentence = ({ version, family, useVmac, strict, labConfig }: LabWish): string =>
  [
    `version ${version} over IPv${family}`,
    ...(useVmac ? ['use_vmac'] : []),
    ...(strict ? ['vrrp_strict'] : []),
    ...labConfig,
  ].join(', ')
