import type { RouterConfig } from '../../../config/model.ts'
import { BASE_ROUTERS, SPECIAL_ROUTERS } from '../../../conform/virtual/routers.ts'
import { type Mac, parseIp } from '../../../core/address.ts'
import { VrrpscopeError } from '../../../core/errors.ts'
import { cs } from '../../../core/time.ts'
import { Alarm } from '../../../edge/clock.ts'
import { keyedHash } from '../../../edge/keyed-hash.ts'
import { INTERFACE, Lab, missingForLab } from '../../../edge/lab.ts'
import { LiveLink } from '../../../edge/link.ts'
import { Speaker } from '../../../speaker/driver.ts'
import { VERSION } from '../../version.ts'
import type { LabDevice, LabWish } from './lab-device.ts'
import { DEVICE_ADDRESS, DEVICE_MAC, testerPlace, virtualAddresses } from './places.ts'

const DUT = 'dut'
const TESTER = 'tester'
const PLAIN = 24
const SOURCES = [DEVICE_ADDRESS.split('/')[0]!, 'fe80::ff:fe00:1'].map((text) => parseIp(text)!)

/** Our own speaker on a real wire: in this process, behind a tap in a namespace of its own. Throws `lab/...`. */
export async function selfLab(wish: LabWish): Promise<LabDevice> {
  const missing = missingForLab()
  if (missing.length > 0) throw new VrrpscopeError('permission/lab', 'a lab cannot be built here', missing.join('; '))
  const lab = await Lab.create([
    { name: DUT, addresses: [], mac: DEVICE_MAC },
    { name: TESTER, addresses: [] },
  ])
  try {
    const link = await LiveLink.open(INTERFACE, { netns: lab.netns(DUT) })
    const routers = routersOf(wish)
    let speaker: Speaker | undefined
    const start = async (): Promise<void> => {
      speaker = new Speaker({
        link,
        clock: link.clock,
        wakeup: new Alarm(link.clock),
        mac: DEVICE_MAC as Mac,
        routers,
        sources: SOURCES,
        ownHost: true,
        hash: keyedHash,
        epochSec: link.run.epochSec,
      })
      speaker.start()
    }
    await start()
    return {
      device: {
        name: `vrrpscope speak ${VERSION}`,
        description: `version ${wish.version} over IPv${wish.family}`,
        routers,
        tester: testerPlace(),
        host: {},
        control: {
          start,
          stop: async () => speaker?.shutdown(),
          kill: async () => speaker?.pause(),
        },
      },
      netns: lab.netns(TESTER),
      interfaceName: INTERFACE,
      runsOn: (router) => router.version === wish.version && router.family === wish.family,
      close: async () => {
        speaker?.shutdown()
        await link.close()
        await lab.close()
      },
    }
  } catch (cause) {
    await lab.close()
    throw cause
  }
}

/** Many plain virtual routers, one of each special kind, and the first VRID in the other family, too. */
function routersOf({ version, family }: LabWish): readonly RouterConfig[] {
  const ofKind = (router: RouterConfig): boolean => router.version === version && router.family === family
  const base = BASE_ROUTERS.find(ofKind)!
  const quick = version === 3 ? { advertInterval: cs(30) } : {}
  const plain = Array.from({ length: PLAIN }, (): RouterConfig => ({ ...base, ...quick }))
  const own = [...plain, ...SPECIAL_ROUTERS.filter(ofKind)].map((router, i) => placed(router, i + 1))
  const twin = BASE_ROUTERS.find((router) => version === 3 && router.version === 3 && router.family !== family)
  return twin === undefined ? own : [...own, placed(twin, 1)]
}

const placed = (router: RouterConfig, vrid: number): RouterConfig => ({
  ...router,
  vrid,
  instance: `v${router.family}_${vrid}`,
  interfaceName: INTERFACE,
  addresses: virtualAddresses(router.family, vrid).map((one) => parseIp(one.split('/')[0]!)!),
})
